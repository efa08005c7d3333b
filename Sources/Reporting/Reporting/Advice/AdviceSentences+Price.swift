import DesignAdvice
import LeakAnalysis
import TraceModel

extension AdviceSentences {
    /// What the recommended design costs; empty where nothing was seen.
    package var price: [String] {
        guard let design = advice.recommended, design.clearings.isEmpty else { return [] }
        var lines: [String] = []
        let unread = design.unreadSlots
        let read = design.slots.filter { !unread.contains($0) }
        if !read.isEmpty, let reader = design.asIs.readers.first {
            let more = design.asIs.readers.count - 1
            let others = more > 0 ? " and \(Wording.count(more, "other statement"))" : ""
            let example =
                design.candidates.contains(where: \.holdsContainers)
                ? ", as when one of several objects in it is dropped before" : ""
            let (isRead, hold) = read.count == 1 ? ("is read", "it holds") : ("are read", "they hold")
            lines.append(
                "\(names(read)) \(isRead) by \(Self.statement(reader.moment))\(others): whatever only \(hold) by then is "
                    + "dead\(example), so keep it by another name, or the read fails.")
        }
        if !unread.isEmpty {
            lines.append(
                "This program never reads \(self.names(unread)) again, so no read proves that nothing is missed.\(proof)"
            )
        }
        if design.earlyDeathCount > 0, let early = design.earlyDeath {
            lines.append(
                "\(Wording.count(design.earlyDeathCount, "object")) died while the program as written still reached "
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
                    + "\(Wording.number(abs(bytes))) \(bytes < 0 ? "fewer" : "more") than as written.")
        }
        return lines
    }
}
