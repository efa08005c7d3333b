import LeakAnalysis
import TraceModel

extension Baseline.Entry {
    /// What a run showed, but for the leaks that are known elsewhere.
    init(_ report: RunReport, deadWeakReads: [DeadWeakRead], isKnown: (Finding) -> Bool) {
        self.init(
            subject: Subject(report.run),
            parameters: report.run.description.parameters, iterations: report.summary.iterations.count,
            peakBytes: report.summary.bytes.peak,
            leaks: report.findings.filter { !isKnown($0) }.map(Baseline.Leak.init)
                .sorted { $0.fingerprint < $1.fingerprint },
            deadWeakReads: deadWeakReads.map(Baseline.DeadReads.init).sorted())
    }

    /// The leak with a fingerprint.
    func leak(_ fingerprint: String) -> Baseline.Leak? { leaks.first { $0.fingerprint == fingerprint } }

    /// How often a statement read in vain.
    func reads(by moment: Finding.Moment) -> Int {
        deadWeakReads.first { $0.file == moment.file && $0.statement == moment.statement }?.reads ?? 0
    }
}

extension Baseline.Leak {
    fileprivate init(_ finding: Finding) {
        self.init(
            fingerprint: finding.fingerprint, ring: finding.ring, closedBy: finding.closedBy?.statement,
            closedIn: finding.closedBy?.function, left: finding.left, collected: finding.collected,
            keptObjects: finding.keptObjects, grownObjects: finding.grownObjects,
            perPass: finding.perPass.map { Baseline.PerPass(objects: $0.objects, bytes: $0.bytes) })
    }
}

extension Baseline.DeadReads {
    fileprivate init(_ read: DeadWeakRead) {
        self.init(file: read.moment.file, statement: read.moment.statement, reads: read.reads)
    }
}
