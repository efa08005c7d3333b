import LeakAnalysis
import TraceModel

extension RunReport {
    /// What is to say of the run beyond its findings: growth, collections, what is alive, what its source says.
    package var sentences: [String] {
        [growthSentence, collectorSentence].compactMap(\.self) + observedSentences
    }

    /// What the source of an observed run sees of it; nil for a simulated one, which sees everything.
    package var sightSentence: String? {
        guard let observed = summary.observed else { return nil }
        let source = observed.runtime.map { DisplayText.fit(DisplayText.escape($0), to: 40) } ?? run.description.source
        let sees = Wording.list(observed.sees.map(\.rawValue))
        return "Watched by \(source), which sees \(sees.isEmpty ? "nothing" : sees), and no more of the run."
    }

    /// How the run's loop grows; nil where there is nothing to say.
    private var growthSentence: String? {
        guard let growth else { return nil }
        switch growth.pattern {
        case .unknown, .level:
            return nil
        case .fills:
            return Wording.sentence(
                "\(manner) it fills up and is level after iteration \(Wording.number(growth.steadyAfter)): "
                    + "what it keeps by then is made once")
        case .grows:
            let objects = Wording.decimal(growth.objectsPerIteration)
            return Wording.sentence(
                "\(manner) it grows by \(Wording.decimal(growth.bytesPerIteration)) bytes and "
                    + "\(objects) object\(objects == "1" ? "" : "s") an iteration, steadily after iteration "
                    + "\(Wording.number(growth.steadyAfter)); \(explanation(of: growth))")
        }
    }

    private func explanation(of growth: Growth) -> String {
        guard let fingerprint = growth.explainedBy,
            let number = findings.firstIndex(where: { $0.fingerprint == fingerprint })
        else { return "no finding explains it: something that is still held keeps what every iteration makes" }
        if findings[number].kind == .growth { return "finding \(number + 1) says what holds it" }
        // What is freed meanwhile can make the growth less than what stays of it.
        if growth.explainedBytes >= growth.bytes { return "finding \(number + 1) explains all of it" }
        return "finding \(number + 1) explains \(Wording.number(growth.explainedBytes)) of the "
            + "\(Wording.count(growth.bytes, "byte")) since then"
    }

    /// What is alive at the end of an observed run, and what its source wants said.
    private var observedSentences: [String] {
        guard let observed = summary.observed else { return [] }
        let alive = observed.alive.map { alive in
            let one = alive.count == 1 ? "held" : "one of them held"
            let held = alive.heldBy.map { ", \(one) by \(Wording.quoted($0))" } ?? ""
            return
                "Alive: \(Wording.count(alive.count, "object")) of \(Wording.quoted(alive.type))\(held)\(growth(of: alive))."
        }
        // What that can be is what Swift's source does not see.
        let isOutside =
            run.description.source == "swift"
            && observed.alive.contains { $0.heldBy?.hasPrefix(HolderPath.outside) ?? false }
        let outside = isOutside ? ["Something outside: a task that waits, a local variable, or what is not Swift."] : []
        let unobserved = observed.unobserved.map { "It started \(Wording.quoted($0)), which nobody observed." }
        let running = observed.stillRuns == true ? ["It still ran when this was seen."] : []
        let why = observed.why.map { ["The watching ended early: \($0)."] } ?? []
        return alive + outside + unobserved + observed.notes.map { "The source says: \($0)." } + running + why
    }

    /// Whether there were ever more of a type and never fewer; two marks tell a difference, and only more of them that it
    /// goes on.
    private func growth(of alive: ObservedFigures.Alive) -> String {
        guard let first = alive.counts.first, let last = alive.counts.last, last > first else { return "" }
        if alive.counts.count == 2 { return ": \(Wording.number(last - first)) more than at the mark before" }
        guard zip(alive.counts, alive.counts.dropFirst()).allSatisfy(<=) else { return "" }
        let counts = alive.counts.map(Wording.number).joined(separator: ", ")
        return alive.grows ? ": it grew at every mark (\(counts))" : ": at the marks \(counts)"
    }

    /// What the run's collections did, and what waiting for them cost; nil for a run without any but the final one.
    private var collectorSentence: String? {
        let collections = summary.collections.filter { $0.cause != .final }
        guard !collections.isEmpty else { return nil }
        let freed = collections.reduce(0) { $0 + $1.freed }
        var text =
            "\(quotedDesign): \(Wording.count(collections.count, "collection")) looked at "
            + "\(Wording.count(collections.reduce(0) { $0 + $1.lookedAt }, "object")) and freed \(Wording.number(freed))"
        if freed > 0 {
            let events = collections.reduce(0) { $0 + $1.garbageEvents }
            let mean = Wording.number(Int((Double(events) / Double(freed)).rounded()))
            let most = Wording.number(collections.reduce(0) { max($0, $1.longestGarbage) })
            text += ", which had been garbage for \(mean) events on average, \(most) at most"
        }
        guard let ideal = summary.bytes.peakWithoutGarbage, ideal < summary.bytes.peak else { return text + "." }
        return text + "; waiting cost \(Wording.count(summary.bytes.peak - ideal, "byte")) of the peak."
    }
}
