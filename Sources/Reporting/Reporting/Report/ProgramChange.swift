public import DesignAdvice
public import LeakAnalysis
public import TraceModel

/// What a report knows of what to change about a program that leaks.
public enum ProgramChange: Sendable {
    /// What came of running it again under other designs.
    case advised(Advice)
    /// It was not run again, for whatever reason: what to do about these findings is read off their rings.
    case notRun(why: String, about: [Finding])
    /// It was recorded with the change: that run left nothing, and its command ended as that of the other did.
    case recorded(RunReport)
    /// Nothing is a ring: these hold more after every pass of a loop.
    case stillHeld(by: [String])

    /// What to do, what comes of it, and how that is known: the first sentence is what one would do first.
    package var sentences: [String] {
        switch self {
        case .notRun(let why, let findings):
            var sentences: [String] = []
            for sentence in findings.prefix(Self.mostRead).compactMap(Self.read) where !sentences.contains(sentence) {
                sentences.append(sentence)
            }
            return sentences + [why]
        case .recorded(let report):
            let slots = report.run.description.design.weakSlots.map { Wording.quoted($0.description) }
            return ["Make \(Wording.list(slots)) weak: run \(report.run.id) had it so, and nothing leaks in it."]
        case .stillHeld(let holders):
            return [
                "Clear \(Wording.list(holders.map(Wording.quoted))) of what a pass no longer needs, or let "
                    + "\(holders.count == 1 ? "it" : "them") hold weakly.",
                "No ring keeps it: a name reaches all of it, so neither counting nor a collector can let it go.",
            ]
        case .advised(let advice):
            let findings = advice.strong.findings.count
            let scope =
                findings > 1 && advice.recommended != nil
                ? ["It breaks the rings of all \(Wording.number(findings)) findings."] : []
            let evidence =
                advice.tried.isEmpty
                ? [] : ["Known by running it again: \(Wording.count(advice.tried.count, "change")) tried."]
            return [Self.first(advice), AdviceSentences(advice: advice).recommendation].compactMap(\.self) + scope
                + evidence
        }
    }

    /// Of more findings than this nothing is read off the rings: one mends the first ones first.
    private static let mostRead = 3

    /// What one would do about a ring, as far as it tells.
    private static func read(off finding: Finding) -> String? {
        if let change = finding.change, change.frees > 0 {
            return change.sentence(freeing: "all that this ring keeps")
        }
        if let change = UntriedChange.read(off: finding) { return change.sentence }
        let fields = finding.fieldsThatCouldBeWeak.map { Wording.quoted($0.description) }
        guard !fields.isEmpty else { return nil }
        return
            "Make \(fields.count == 1 ? "" : "one of ")\(Wording.list(fields)) weak, if nothing is lost by it: not run."
    }

    /// Whether the program was run again under other designs.
    package var isTried: Bool {
        guard case .advised(let advice) = self else { return false }
        return !advice.tried.isEmpty
    }

    /// What one would do first, where the recommendation has more to say before; nil where it begins with it.
    package static func first(_ advice: Advice) -> String? {
        switch advice.recommendation {
        case .undecided(let places):
            guard let design = places.first.map({ advice.tried[$0] }) else { return nil }
            let names = Wording.list(design.slots.map { Wording.quoted($0.description) })
            return "Make \(names) weak, if this run is all there is to go by."
        case .clear(let place):
            let slots = advice.tried[place].clearings.map { Wording.quoted($0.slot.description) }
            return "Clear \(Wording.list(slots)) in time."
        default: return nil
        }
    }
}

extension Finding {
    /// The fields of its ring that hold one object, and nothing between, so that they could hold it weakly.
    var fieldsThatCouldBeWeak: [Slot] {
        let single = path.filter { step in
            step.field == step.slot.field && !step.type.isEmpty
                && step.field.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        }
        return Set(single.map(\.slot)).sorted()
    }
}
