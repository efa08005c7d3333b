import DesignAdvice
import LeakAnalysis
import TraceModel

extension AdviceSentences {
    /// The recommendation with its reason, in one or a few sentences.
    var recommendation: String {
        switch advice.recommendation {
        case .nothingLeaks:
            return "Nothing to do: the strong design leaks nothing."
        case .weaken(let place):
            let design = advice.tried[place]
            return "Make \(names(design.slots)) weak: \(freed(by: design)).\(code(for: design)) \(reason(design))"
        case .clear(let clearings):
            return "No weak slot fixes it\(tried). \(clear(clearings))"
        case .undecided(let clearings):
            return
                "No fix among the \(Wording.count(advice.tried.count, "design")) that were tried, and there are more: "
                + "--max-designs allows them. \(clear(clearings))"
        }
    }

    private func names(_ slots: [Slot]) -> String { Wording.list(slots.map { Self.quoted($0) }) }

    private func freed(by design: TriedDesign) -> String {
        let leaked = advice.strong.leakedObjects
        let what = leaked > 0 ? Wording.count(leaked, "object") : "\(Wording.number(advice.strong.leakedBytes)) bytes"
        return "then counting frees the \(what) that leak\(leaked == 1 ? "s" : "") in the strong design, and "
            + "\(advice.strong.result.text.isEmpty ? "nothing else changes" : "the program prints the same")"
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
        let silent = rest.filter { $0.earlyDeathCount <= design.earlyDeathCount }
        var sentences = stillborn.prefix(3).map { other in
            "Not \(names(other.slots)): it owns what it holds, \(Self.death(other)) already."
        }
        sentences += early.prefix(3).map { other in
            "Not \(names(other.slots)), which points forward: \(Self.death(other)), while the strong design still "
                + "reaches it."
        }
        if !silent.isEmpty { sentences.append(preference(design, over: silent)) }
        return sentences.joined(separator: " ")
    }

    private var smallest: String {
        advice.isLimited ? "It is the smallest set that was found." : "No smaller set does that."
    }

    private static func death(_ design: TriedDesign) -> String {
        design.earlyDeath.map { "\(Wording.plain($0.object)) dies\(place($0.died))" } ?? "an object dies early"
    }

    /// Where replay shows no difference: by name and age.
    private func preference(_ design: TriedDesign, over others: [TriedDesign]) -> String {
        let list = others.prefix(3).map { names($0.slots) }
        let more = others.count > 3 ? ["\(Wording.number(others.count - 3)) more"] : []
        let verb = others.count == 1 ? "points" : "point"
        let hold = others.count == 1 ? "it holds" : "they hold"
        let back = design.candidates.allSatisfy { $0.backwardShare > 0.5 }
        let why =
            back
            ? "\(names(design.slots)) \(design.slots.count == 1 ? "leads" : "lead") back to older objects"
            : "\(names(design.slots)) \(design.slots.count == 1 ? "is" : "are") named as what points back"
        return "Not \(Wording.list(list + more)), which \(verb) forward: this program would not notice, but what only "
            + "\(hold) would die; \(why)."
    }

    private var tried: String {
        guard advice.tried.count > 0 else { return ": no slot that can be weak is part of the leak" }
        let breaks = advice.tried.count { $0.verdict == .breaks }
        let insufficient = advice.tried.count { $0.verdict == .insufficient }
        let parts = [(breaks, "broke the program"), (insufficient, "left a leak")].filter { $0.0 > 0 }
        return ": of \(Wording.count(advice.tried.count, "design")), "
            + Wording.list(parts.map { "\(Wording.number($0.0)) \($0.1)" })
    }

    /// What the program itself could do.
    private func clear(_ clearings: [Advice.Clearing]) -> String {
        let said = clearings.prefix(3).map { clearing in
            let label = Wording.plain(clearing.object)
            let object = clearing.name.map { "\(label) (\(Wording.plain($0)))" } ?? label
            let times = clearing.instances > 1 ? ", in each of \(Wording.count(clearing.instances, "cycle"))" : ""
            let moment = clearing.before.map { " before \(Self.statement($0)) runs" } ?? " before its last name goes"
            if clearing.isCapture {
                return
                    "Set \(Wording.quoted(clearing.slot.field)), which \(Wording.quoted(clearing.slot.type)) captures, to "
                    + "None at the end of the function that binds it\(times): nothing else leads to "
                    + "\(Wording.plain(clearing.target)) and back afterwards."
            }
            return "Clear \(Wording.quoted(clearing.slot.field)) of \(object)\(moment)\(times): nothing else leads to "
                + "\(Wording.plain(clearing.target)) and back afterwards."
        }
        let more = clearings.count > 3 ? " \(Wording.count(clearings.count - 3, "more cycle")) like that." : ""
        return said.joined(separator: " ") + more
    }

    /// What the recommended design costs; empty where nothing was seen.
    var price: [String] {
        guard let design = advice.recommended else { return [] }
        var lines: [String] = []
        let names = names(design.slots)
        let hold = design.slots.count == 1 ? "holds" : "hold"
        if let reader = design.asIs.readers.first {
            let more = design.asIs.readers.count - 1
            let others = more > 0 ? " (and \(Wording.count(more, "other statement")))" : ""
            let example =
                design.candidates.contains(where: \.holdsContainers)
                ? ", as when one of several objects in it is dropped before" : ""
            lines.append(
                "\(Self.statement(reader.moment)) reads \(names)\(others): whatever only \(names) \(hold) by then "
                    + "is dead\(example), so keep it by another name, or the read fails.")
        } else {
            lines.append("This program never reads \(names) again, so no read proves that nothing is missed.")
        }
        if design.earlyDeathCount > 0, let early = design.earlyDeath {
            lines.append(
                "\(Wording.count(design.earlyDeathCount, "object")) died while the strong design still reached "
                    + "\(design.earlyDeathCount == 1 ? "it" : "them"), first \(Wording.plain(early.object))"
                    + "\(Self.place(early.died)).")
        }
        if design.harmlessDeadReads > 0 {
            lines.append(
                "Finalizers found it dead \(design.harmlessDeadReads == 1 ? "once" : "\(Wording.number(design.harmlessDeadReads)) times")."
            )
        }
        let bytes = design.asIs.peakBytes - advice.strong.peakBytes
        if bytes != 0 {
            lines.append(
                "At most \(Wording.number(design.asIs.peakBytes)) bytes are live at once, "
                    + "\(Wording.number(abs(bytes))) \(bytes < 0 ? "fewer" : "more") than in the strong design.")
        }
        return lines
    }
}
