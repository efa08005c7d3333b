package import DesignAdvice
import LeakAnalysis
package import TraceModel

extension AdviceSentences {
    /// The recommendation with its reason, in one or a few sentences.
    package var recommendation: String { collections + decision }

    /// What counts in a program that collects.
    private var collections: String {
        guard advice.collectedObjects > 0, !advice.tried.isEmpty else { return "" }
        return
            "Only a collection freed \(Wording.count(advice.collectedObjects, "object")) of this program; without its "
            + "collections, which are left out here, counting alone must. "
    }

    private var decision: String {
        switch advice.recommendation {
        case .noVerdict(let why) where advice.isObserved:
            return "No verdict: \(Wording.plain(why, cells: 300))."
        case .noVerdict(let failure):
            return "No verdict: \(Self.ending(failure)). What it leaks counts only once it runs to its end."
        case .nothingLeaks where !advice.strong.growth.isEmpty:
            let holders = advice.strong.growth.map { Wording.quoted($0.holder) }
            return
                "Nothing to make weak: no ring keeps anything. But every pass leaves more that \(Wording.list(holders)) "
                + "\(holders.count == 1 ? "holds" : "hold"): clear what a pass no longer needs, or hold it weakly."
        case .nothingLeaks:
            let why = advice.isObserved ? "the program has no ring" : "the program as written leaks nothing"
            return "Nothing to do: \(why)."
        case .collected(let objects):
            return
                "Nothing is left at the end, but counting did not free everything: only a collection freed "
                + "\(Wording.count(objects, "object")), and a run without collections does not leave \(objects == 1 ? "it" : "them") "
                + "behind, so nothing was tried."
        case .weaken(let place):
            let design = advice.tried[place]
            return "Make \(names(design.slots)) weak: then \(freed(by: design)).\(code(for: design)) \(reason(design))"
        case .undecided(let places):
            return undecided(places.map { advice.tried[$0] })
        case .clear(let place):
            return "No weak slot fixes it\(triedInWords). \(clear(advice.tried[place]))"
        case .nothingFixes:
            if advice.isObserved, advice.tried.isEmpty {
                return "Nothing was tried: no field of a ring could hold its object weakly."
            }
            return advice.tried.isEmpty
                ? "Nothing was tried: no field and no captured variable is part of the leak."
                : "Nothing that was tried fixes it\(triedInWords)."
        case .limited:
            return
                "No fix among the \(Wording.count(advice.tried.count, "design")) that were tried, and there are more: "
                + "a higher bound than \(Wording.number(advice.maximumDesigns)) allows them."
        }
    }

    /// How a program ended that came to no end of its own.
    private static func ending(_ failure: String) -> String {
        let stopped = "Stopped: "
        return failure.hasPrefix(stopped)
            ? "the program was stopped (\(Wording.plain(String(failure.dropFirst(stopped.count)))))"
            : "the program fails: \(Wording.plain(failure, cells: 300))"
    }

    package func names(_ slots: [Slot]) -> String { Wording.list(slots.map { Self.quoted($0) }) }

    package func freed(by design: TriedDesign) -> String {
        let leaked = advice.strong.leakedObjects - objectsBeyondReach
        let what = leaked > 0 ? Wording.count(leaked, "object") : "\(Wording.number(advice.strong.leakedBytes)) bytes"
        return "counting frees the \(what) that leak\(leaked == 1 ? "s" : "") "
            + "now, and \(output(design))"
    }

    /// The objects of rings that no design mends.
    private var objectsBeyondReach: Int {
        advice.strong.findings.filter { advice.beyondReach.contains($0.fingerprint) }
            .reduce(0) { $0 + $1.objectsInCycle + $1.objectsKept }
    }

    /// What is the same in the output, and what is not.
    private func output(_ design: TriedDesign) -> String {
        let own = advice.strong.result.text.isEmpty
        switch design.asIs.outputDifference(from: advice.strong) {
        case nil where advice.strong.printed.isEmpty: return "nothing else changes"
        case nil: return "the program prints the same"
        case .moment?:
            return "\(own ? "" : "the program itself prints the same, ")finalizers too, but at other moments"
        case .finalizers(let lines, let instead)?:
            return "\(own ? "" : "the program itself prints the same, but ")finalizers print "
                + "\(Wording.count(lines, "line")) instead of \(Wording.number(instead)), as what leaked dies now"
        }
    }

    /// Why this one and no other.
    private func reason(_ design: TriedDesign) -> String {
        let others = advice.otherFixes.filter { $0.slots.count == design.slots.count }
        guard !others.isEmpty else {
            return design.slots.count == 1 ? "No other slot does that." : smallest
        }
        let stillborn = others.filter { $0.stillbornCount > design.stillbornCount }
        let rest = others.filter { $0.stillbornCount <= design.stillbornCount }
        let early = rest.filter { $0.earlyDeathCount > design.earlyDeathCount }
        let equal = rest.filter { $0.earlyDeathCount <= design.earlyDeathCount }
        var sentences = stillborn.prefix(3).map { other in
            "Not \(names(other.slots)): it owns what it holds, \(Self.death(other)) already."
        }
        sentences += early.prefix(3).map { other in
            let few = other.earlyDeathCount == 1
            return
                "Not \(names(other.slots)): \(few ? "" : "\(Wording.count(other.earlyDeathCount, "object")) die early: ")"
                + "\(Self.death(other)), while the program as written still reaches it"
                + "\(design.earlyDeathCount == 0 ? "; here nothing dies early" : "")."
        }
        if !equal.isEmpty { sentences.append(age(design, over: equal)) }
        return sentences.joined(separator: " ")
    }

    private var smallest: String {
        advice.isLimited ? "It is the smallest set that was found." : "No smaller set does that."
    }

    private static func death(_ design: TriedDesign) -> String {
        design.earlyDeath.map { "\(Wording.plain($0.object)) dies\(place($0.died))" } ?? "an object dies early"
    }

    /// Where the run proves each of them: the one that leads back.
    private func age(_ design: TriedDesign, over others: [TriedDesign]) -> String {
        let list = others.prefix(3).map { names($0.slots) }
        let more = others.count > 3 ? ["\(Wording.number(others.count - 3)) more"] : []
        let also = "\(Wording.list(list + more)) would do as well in this run"
        return design.candidates.allSatisfy { $0.backwardShare > 0.5 }
            ? "\(also); \(names(design.slots)) \(design.slots.count == 1 ? "leads" : "lead") back to older objects, as an "
                + "owner is older than what it owns."
            : "\(also)."
    }

    /// Several, with what each does and what would tell which is right.
    private func undecided(_ designs: [TriedDesign]) -> String {
        guard let first = designs.first else { return "" }
        guard designs.count > 1 else {
            return "Undecided: with \(names(first.slots)) weak, \(freed(by: first)). But the run never reads "
                + "\(first.slots.count == 1 ? "it" : "them") afterwards, so it cannot tell whether the program must keep "
                + "what is there.\(code(for: first))\(proof)"
        }
        let shown = designs.prefix(4).map { names($0.slots) }
        let more = designs.count > 4 ? ["\(Wording.number(designs.count - 4)) more"] : []
        let choice = designs.count == 2 ? "either" : "any"
        return "Undecided: with \(choice) of \(Wording.list(shown + more)) weak, \(freed(by: first)). "
            + "\(deaths(designs))\(unread(designs)). \(back(designs))\(code(for: first))\(proof)"
    }

    /// What each of several designs lets die early.
    private func deaths(_ designs: [TriedDesign]) -> String {
        // What dies early in a real program is not known.
        if advice.isObserved { return "" }
        guard designs.contains(where: { $0.earlyDeathCount > 0 }) else { return "Nothing dies early. " }
        return designs.prefix(3).map { design in
            let others = design.earlyDeathCount - 1
            let more = others > 0 ? ", and \(Wording.count(others, "more object")) like it" : ""
            return design.earlyDeathCount == 0
                ? "With \(names(design.slots)) nothing dies early."
                : "With \(names(design.slots)) \(Self.death(design)) while the program as written still reaches it\(more)."
        }
        .joined(separator: " ") + " "
    }

    /// Which of several designs one takes as a rule.
    private func back(_ designs: [TriedDesign]) -> String {
        guard let design = designs.first(where: { $0.candidates.allSatisfy { $0.backwardShare > 0.5 } }) else {
            return "Nothing but their names tells them apart."
        }
        return
            "\(names(design.slots)) \(design.slots.count == 1 ? "leads" : "lead") back to older objects, which is what one "
            + "makes weak as a rule."
    }

    /// What of several designs the run never reads, so that it cannot tell what the program must keep.
    private func unread(_ designs: [TriedDesign]) -> String {
        let read = designs.filter(\.unreadSlots.isEmpty)
        let which: String
        if read.isEmpty {
            which = designs.count == 2 ? "The run reads neither" : "The run reads none of them"
        } else {
            let unread = designs.filter { !$0.unreadSlots.isEmpty }.prefix(2).map { names($0.unreadSlots) }
            which = "The run never reads \(Wording.list(unread))"
        }
        return which + " afterwards, so it cannot tell which of them the program must keep"
    }

    /// What would decide, or prove what is recommended.
    package var proof: String {
        guard let read = advice.unrunReads.first else { return "" }
        let statement = Self.statement(
            Finding.Moment(file: read.file, line: read.line, statement: read.statement, seq: 0))
        let function = Wording.quoted(read.function)
        let verb = advice.tied.isEmpty ? "would prove it" : "would decide"
        return read.function == SiteDefinition.moduleFunction
            ? " \(statement) reads it and did not run: a run that comes there \(verb)."
            : " \(statement) in \(function) reads it and did not run: a call of \(function) \(verb)."
    }

    private var triedInWords: String {
        let weak = advice.tried.filter { $0.clearings.isEmpty }
        guard !weak.isEmpty else { return ": no slot that can be weak is part of the leak" }
        let parts = [
            (weak.count { $0.verdict == .breaks }, "broke the program"),
            (weak.count { $0.verdict == .insufficient }, "left a leak"),
            (weak.count { $0.verdict == .notTried }, "could not be tried"),
        ].filter { $0.0 > 0 }
        return ": of \(Wording.count(weak.count, "design")), "
            + Wording.list(parts.map { "\(Wording.number($0.0)) \($0.1)" })
    }
}
