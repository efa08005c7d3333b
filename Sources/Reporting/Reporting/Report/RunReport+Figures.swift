package import LeakAnalysis
import TraceModel

extension RunReport {
    /// The figures that one asks for first, in a line: `12 of 12 objects leaked, 1,344 bytes; peak 1,696 bytes`.
    package var figuresInShort: String {
        let (counts, bytes) = (summary.instances, summary.bytes)
        if let observed = summary.observed { return figuresInShort(of: observed) }
        var told = [(Wording.count(counts.allocated, "object"), counts)]
        // Where no object of a class was made, or none of those leaked that did, what else there is is told.
        if counts.allocated == 0 || counts.leaked == 0 && bytes.leaked > 0 {
            told = otherKinds.filter { $0.counts.leaked > 0 || bytes.leaked == 0 }
                .map { (Wording.count($0.counts.allocated, $0.kind), $0.counts) }
        }
        let leaked = told.map { what, counts in "\(Wording.number(counts.leaked)) of \(what)" }
        var text = leaked.isEmpty ? "nothing made" : "\(Wording.list(leaked)) leaked"
        if bytes.leaked > 0 { text += ", \(Wording.count(bytes.leaked, "byte"))" }
        if counts.collected > 0 { text += "; \(Wording.number(counts.collected)) freed by collections alone" }
        text += "; peak \(Wording.count(bytes.peak, "byte"))"
        if let ideal = bytes.peakWithoutGarbage, ideal < bytes.peak {
            text += ", \(Wording.number(ideal)) had each been freed in time"
        }
        return text
    }

    private func figuresInShort(of observed: ObservedFigures) -> String {
        let counts = summary.instances
        var text = "\(Wording.count(counts.leaked, "object")) left, \(Wording.count(summary.bytes.leaked, "byte"))"
        if counts.collected > 0 { text += "; \(Wording.number(counts.collected)) freed by a collection alone" }
        text += "; \(Wording.number(observed.examined)) examined"
        if let runtime = observed.runtime { text += " by \(DisplayText.fit(DisplayText.escape(runtime), to: 40))" }
        return observed.unexamined > 0 ? text + ", \(Wording.number(observed.unexamined)) freed without a look" : text
    }
}
