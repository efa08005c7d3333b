package import LeakAnalysis
import TraceModel

extension RunReport {
    /// The figures that one asks for first, in a line: `12 of 12 objects leaked, 1,344 bytes; peak 1,696 bytes`.
    package var figuresInShort: String {
        let (counts, bytes) = (summary.instances, summary.bytes)
        if let observed = summary.observed { return figuresInShort(of: observed) }
        var made = [(Wording.count(counts.allocated, "object"), counts)]
        // A program that made no object of a class is told of by what it made.
        if counts.allocated == 0 { made = otherKinds.map { (Wording.count($0.counts.allocated, $0.kind), $0.counts) } }
        let leaked = made.filter { $0.1.leaked > 0 || bytes.leaked == 0 }.map { what, counts in
            "\(Wording.number(counts.leaked)) of \(what)"
        }
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
        if observed.unexamined > 0 { text += ", \(Wording.number(observed.unexamined)) freed without a look" }
        return text + (observed.runtime.map { " by \(DisplayText.fit(DisplayText.escape($0), to: 40))" } ?? "")
    }
}
