import TraceModel

extension RunReport {
    /// Whether anything leaked, instance or not.
    public var leaks: Bool { !findings.isEmpty || summary.leavesGarbage }
}

extension Comparison {
    /// Puts the runs of each program and source side by side, programs in the order of their first run; the strong design comes
    /// first, the others by name, runs of one design by age.
    public static func compare(_ reports: [RunReport]) -> [Comparison] {
        var order: [[String]] = []
        var runs: [[String]: [RunReport]] = [:]
        for report in reports {
            let key = [report.run.description.program, report.run.description.source]
            if runs[key] == nil { order.append(key) }
            runs[key, default: []].append(report)
        }
        return order.map { key in
            let sorted = (runs[key] ?? []).sorted { sortKey($0) < sortKey($1) }
            return Comparison(program: key[0], runs: sorted, verdict: verdict(on: sorted))
        }
    }

    /// The fingerprints of the cycles that one run has and another lacks, in the order of the first's findings.
    public static func cycles(in run: RunReport, missingFrom other: RunReport) -> [String] {
        let known = Set(other.findings.map(\.fingerprint))
        return run.findings.map(\.fingerprint).filter { !known.contains($0) }
    }

    /// What runs of one program say together: nothing as long as one of them is not finished.
    static func verdict(on runs: [RunReport]) -> Verdict {
        func designs(_ isIncluded: (RunReport) -> Bool) -> [String] {
            runs.filter(isIncluded).map(\.run.description.design.name)
        }
        let unfinished = designs(\.isUnproven)
        let leaking = designs(\.leaks)
        let clean = designs { !$0.leaks }
        if !unfinished.isEmpty { return .incomplete(unfinished) }
        if leaking.isEmpty { return .clean }
        return clean.isEmpty ? .leaks : .fixed(leaking: leaking, clean: clean)
    }

    private static func sortKey(_ report: RunReport) -> (Int, String, Int) {
        let design = report.run.description.design.name
        return (["strong", Design.asBuilt.name].contains(design) ? 0 : 1, design, report.run.id)
    }
}
