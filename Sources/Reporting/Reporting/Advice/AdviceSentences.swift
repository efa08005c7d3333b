package import DesignAdvice
import LeakAnalysis
package import TraceModel

/// What advice says in plain words, the same in every format.
///
/// Names in it are cut, and have no backticks: those stand around code, which some formats set apart.
package struct AdviceSentences {
    package let advice: Advice

    /// The sentences for this advice.
    package init(advice: Advice) { self.advice = advice }

    /// What was changed: `Node.parent + View.bus`, `clear Box.me`.
    package static func title(_ design: TriedDesign) -> String {
        design.changedSlots.map { design.clearings.isEmpty ? $0.description : "clear \($0)" }.joined(separator: " + ")
    }

    /// What a design did, and why that is its verdict.
    package func why(_ design: TriedDesign) -> String {
        switch design.reason {
        case .nothing: fixes(design)
        case .holdsDict(let schedule):
            "\(Self.opening(schedule))it holds a dict, which this tool cannot hold weakly"
        case .unsupported(let schedule, let what):
            "\(Self.opening(schedule))the program does what this tool cannot run: \(Wording.plain(what, cells: 300))"
        case .fails(let schedule, let failure):
            "\(Self.opening(schedule))the program fails" + cause(failure, design, schedule)
        case .prints(let schedule, let line, let here, let strong):
            "\(Self.opening(schedule))the program prints \(Self.printed(here)) in line \(line) of its output, where the "
                + "\(advice.isObserved ? "program as it stands" : "program as written") prints \(Self.printed(strong))"
                + deaths(design, schedule)
        case .neverStored:
            "nothing was stored in it where it could be made weak: it is a property, or stored by way of `__dict__`"
        case .staysStrong(let strong, let stores):
            "what it holds stayed strong in \(Wording.number(strong)) of \(Wording.count(stores, "store")): it is a "
                + "method, a function or a dict, or nobody can refer to it weakly"
        case .deadRead where advice.isObserved:
            "the result is the same by luck; its object had died \(Wording.count(design.asIs.deadReadCount, "time")) when "
                + "the program asked for it"
        case .deadRead(let schedule):
            "\(Self.opening(schedule))the result is the same by luck" + deaths(design, schedule)
        case .leaks(let schedule): leaks(design, schedule)
        }
    }

    private func fixes(_ design: TriedDesign) -> String {
        guard design.clearings.isEmpty else { return "nothing leaks, and the result is the same" }
        if advice.isObserved {
            return design.unreadSlots.isEmpty
                ? "removes the ring, and the output is the same; read \(Wording.count(design.reads, "time")), each time its "
                    + "object lived"
                : "removes the ring, and the output is the same; never read in this run"
        }
        var text = "nothing leaks, and the result is the same under every schedule"
        if design.stillbornCount > 0 {
            text += "; but \(Wording.count(design.stillbornCount, "object")) died in the call that made "
            text += design.stillbornCount == 1 ? "it" : "them"
            text += Self.example(design.earlyDeath) + ", so the program must never need them later"
        } else if let early = design.earlyDeath {
            text +=
                "; \(Wording.plain(early.object)) died\(Self.place(early.died)) although the program as written still "
                + "reached it"
        }
        return text
    }

    private func leaks(_ design: TriedDesign, _ schedule: Schedule) -> String {
        let outcome = design.outcome(schedule) ?? design.asIs
        let left =
            outcome.leakedObjects > 0
            ? Wording.count(outcome.leakedObjects, "object") : "\(Wording.number(outcome.leakedBytes)) bytes"
        let leak = outcome.leakedObjects == 1 ? "leaks" : "leak"
        let still = outcome.leakedObjects == advice.strong.leakedObjects ? " as before" : ""
        var text = "\(Self.opening(schedule))\(left) \(leak)\(still)"
        if !design.clearings.isEmpty { return text }
        if !design.candidates.contains(where: \.canBeWeak) {
            text += ": what it holds is no instance, and a weak slot leaves it strong"
        } else if !design.candidates.contains(where: \.isOnCycle) {
            text += ": it is on no cycle"
        }
        if design.failsAfterCollection, let collecting = design.collecting {
            text += "; and once a collection runs between two statements "
            if let failure = collecting.result.failure, failure != advice.strong.result.failure {
                text += "the program fails" + cause(failure, design, .collecting)
            } else {
                text += "the result is no longer the same" + deaths(design, .collecting)
            }
        }
        return text
    }

    /// Why a program failed; what DeZero says of a dead reference is what the deaths say, so it is not said twice.
    private func cause(_ failure: String, _ design: TriedDesign, _ schedule: Schedule) -> String {
        let deaths = deaths(design, schedule)
        return failure.hasPrefix("DeadReference:") && !deaths.isEmpty
            ? ": " + deaths.dropFirst(2) : ": \(Wording.plain(failure, cells: 300))\(deaths)"
    }

    /// The first object that was missed: who, where it died, where it was needed.
    private func deaths(_ design: TriedDesign, _ schedule: Schedule) -> String {
        guard let outcome = design.outcome(schedule), let read = outcome.deadReads.first else { return "" }
        let died =
            read.diedInCollection
            ? " in a collection" + (read.died.map { " after \(Self.statement($0))" } ?? "") : Self.place(read.died)
        let others = outcome.prematureDeinits - 1
        let more = others > 0 ? " (and \(Wording.count(others, "other object")) died too early)" : ""
        return "; \(Wording.plain(read.object)) died\(died), and\(Self.place(read.needed)) "
            + "\(Wording.plain(read.owner)) still needed it\(more)"
    }

    private static func example(_ early: EarlyDeath?) -> String {
        early.map { ", as \(Wording.plain($0.object))\(place($0.died))" } ?? ""
    }

    private static func opening(_ schedule: Schedule) -> String {
        switch schedule {
        case .asIs: ""
        case .collecting: "with a collection between every two statements "
        case .reversed: "with the last names dropped in the reverse order "
        }
    }

    private static func printed(_ line: String?) -> String {
        line.map(Wording.quoted) ?? "nothing"
    }

    /// `` in `y.backward()` (square.py:3)``; nothing where it is not known.
    package static func place(_ moment: Finding.Moment?) -> String {
        moment.map { " in \(statement($0))" } ?? ""
    }

    /// `` `y.backward()` (square.py:3)``.
    package static func statement(_ moment: Finding.Moment) -> String {
        // A path tells most at its end.
        let file = DisplayText.fitEnd(Wording.plain(moment.file, cells: .max), to: 60)
        return "\(Wording.quoted(moment.statement)) (\(file):\(moment.line))"
    }
}
