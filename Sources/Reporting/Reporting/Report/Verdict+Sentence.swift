public import LeakAnalysis
package import TraceModel

extension Comparison {
    /// The verdict in one plain sentence, the same in every format.
    ///
    /// Names in it are not escaped; one of more than 60 cells is cut.
    public var sentence: String {
        let changed = changedResults.map(\.manner)
        guard !changed.isEmpty else { return leakSentence }
        return "\(leakSentence) But \(Wording.list(changed)) it prints something else than as written."
    }

    /// The same with the program's name before it, for where it stands alone.
    package var headline: String {
        "\(Wording.quoted(program)): \(sentence.prefix(1).lowercased() + sentence.dropFirst())"
    }

    /// What leaks and what does not.
    private var leakSentence: String {
        switch verdict {
        case .clean where runs.count == 1:
            let run = runs[0]
            let nothing = run.manner == RunReport.asWritten ? "nothing leaks" : "\(run.manner) nothing leaks"
            return Wording.sentence(nothing + (run.failedCommand ?? "") + (run.manyAlive ?? ""))
        case .clean: return "Nothing leaks, in any design."
        case .fixed(let leaking, let clean):
            let failed = clean.compactMap { run(of: $0)?.failedCommand }.first ?? ""
            return Wording.sentence(
                "\(leaks(of: leaking)); \(Wording.list(clean.map(manner))) it leaks nothing\(failed)")
        case .leaks where runs.count == 1:
            return Wording.sentence(leaks(of: runs.map(\.run.description.design.name)))
        case .leaks: return "Every design leaks: \(runs.map { "\($0.manner) \($0.leak)" }.joined(separator: ", "))."
        case .incomplete(let designs): return "No verdict: \(Wording.list(designs.map(incompleteness)))."
        }
    }

    private func run(of design: String) -> RunReport? { runs.first { $0.run.description.design.name == design } }

    private func manner(_ design: String) -> String { run(of: design)?.manner ?? "with \(Wording.quoted(design))" }

    /// ``as written it leaks 7 objects in 3 cycles, with `A.b` weak 6 objects in 3 cycles``.
    private func leaks(of designs: [String]) -> String {
        let told = designs.count > 2 ? designs.prefix(1) : designs[...]
        let leaks = told.enumerated().map { index, design in
            let leak = run(of: design)?.leak ?? "an unknown number of objects"
            return "\(manner(design))\(index == 0 ? " it leaks" : "") \(leak)"
        }
        let others = designs.count - told.count
        return (leaks + (others > 0 ? ["and \(Wording.count(others, "other design")) leak too"] : []))
            .joined(separator: ", ")
    }

    private func incompleteness(_ design: String) -> String {
        let name = manner(design)
        switch run(of: design)?.run.status {
        case .recording: return "\(name) it is still being recorded"
        case .failed: return "\(name) it failed"
        case .interrupted: return "\(name) it was interrupted"
        case .stopped: return "\(name) it was stopped"
        case .finished, nil: return "\(name) it \(run(of: design)?.doubt ?? "is not complete")"
        }
    }
}

extension RunReport {
    static let asWritten = "as written"

    /// The design as sentences say it, whatever its name: `as written`, ``with `Node.parent` weak``.
    package var manner: String {
        let design = run.description.design
        if design == .writtenOut { return "in its own text `\(Design.writtenOut.name)`" }
        guard !design.weakSlots.isEmpty else { return Self.asWritten }
        guard design.weakSlots.count <= Self.mostNamedSlots else {
            return "with \(Wording.count(design.weakSlots.count, "weak slot"))"
        }
        return "with \(Wording.list(design.weakSlots.map { Wording.quoted($0.description) })) weak"
    }

    private static let mostNamedSlots = 3

    /// The design's name as sentences quote it.
    package var quotedDesign: String { Wording.quoted(run.description.design.name) }

    /// What leaked: `7 objects in 3 cycles`, or other kinds where no instance did; what only collections of the program
    /// freed is named so.
    package var leak: String {
        let certain = findings.filter { $0.certainty == .certain }
        let left = amount(\.leaked, cycles: certain.reduce(0) { $0 + $1.left })
        let collected = amount(\.collected, cycles: certain.reduce(0) { $0 + $1.collected })
            .map { "\($0) that only a collection freed" }
        let growth = findings.filter { $0.kind == .growth }
            .map { "\($0.leftByPass) a pass that \(Wording.quoted($0.holder)) holds" }
        let likely = findings.filter { $0.certainty == .likely }.reduce(0) { $0 + $1.instances }
        let perhaps = likely == 0 ? [] : ["\(Wording.count(likely, "likely cycle"))"]
        let parts = [left, collected].compactMap(\.self) + growth + perhaps
        // Collections that no look saw may have freed more of them.
        let least = summary.observed.map { $0.unexamined > 0 } ?? false
        guard parts.isEmpty else { return (least ? "at least " : "") + Wording.list(parts) }
        let cycles = certain.reduce(0) { $0 + $1.instances }
        return cycles == 0 ? "nothing" : "\(Wording.count(cycles, "cycle")) without an instance of a class"
    }

    /// What is alive in such numbers at the end of an observed run that it may be what grows; nil where nothing is.
    fileprivate var manyAlive: String? {
        guard let most = summary.observed?.alive.max(by: { $0.count < $1.count }), most.count >= Self.fewAlive else {
            return nil
        }
        let isRunning = summary.observed?.stillRuns ?? false
        return
            "; \(Wording.count(most.count, "object")) of \(Wording.quoted(most.type)) are alive \(isRunning ? "now" : "at its end")"
    }

    private static let fewAlive = 100

    /// How a command ended that may not have come as far as it was to; nil for one that says it succeeded.
    package var failedCommand: String? {
        guard let status = summary.observed?.exitStatus, status != 0 else { return nil }
        return ", as far as it came: the command ended with status \(status)"
    }

    /// Why an observed run without a finding is not called clean.
    package var doubt: String? {
        guard let observed = summary.observed else { return nil }
        if observed.examined == 0 { return "examined nothing" }
        if observed.judgedMarks < observed.marks { return "has marks that cannot be judged" }
        if let process = observed.unobserved.first {
            return "started \(Wording.quoted(process)), which nobody observed"
        }
        if observed.unexamined > 0 {
            let objects = Wording.count(observed.unexamined, "object")
            return "had \(objects) freed by collections that no look saw"
        }
        return observed.isWhole ? nil : "was not observed to its end"
    }

    private func amount(_ fate: KeyPath<RunSummary.Counts, Int>, cycles: Int) -> String? {
        let isCounted = summary.observed.map { $0.withoutRing > 0 } ?? false
        let place =
            cycles > 0
            ? "in \(Wording.count(cycles, "cycle"))" : isCounted ? "whose rings were not looked at" : "in no cycle"
        let instances = summary.instances[keyPath: fate]
        if instances > 0 { return "\(Wording.count(instances, "object")) \(place)" }
        let others = otherKinds.filter { $0.counts[keyPath: fate] > 0 }
            .map { Wording.count($0.counts[keyPath: fate], $0.kind) }
        return others.isEmpty ? nil : "\(Wording.list(others)) \(place)"
    }

    /// Every kind but instances that were made, in the order of ``ObjectKind``, then by name.
    package var otherKinds: [(kind: String, counts: RunSummary.Counts)] {
        let order = ObjectKind.allCases.map(\.name)
        let known = order.filter { $0 != ObjectKind.instance.name }
        let unknown = summary.byKind.keys.filter { !order.contains($0) }.sorted()
        return (known + unknown).compactMap { kind in
            summary.byKind[kind].flatMap { $0.allocated > 0 ? (kind, $0) : nil }
        }
    }
}
