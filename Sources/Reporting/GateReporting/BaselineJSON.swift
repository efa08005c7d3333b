public import RegressionGate
public import Reporting
import TraceModel

/// A baseline as its file holds it: sorted, and without anything that a new recording of the same program changes.
public struct BaselineJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ baseline: Baseline, to output: inout some TextOutputStream) {
        JSON.object([
            (Baseline.Key.schemaVersion, .int(Baseline.schemaVersion)),
            (Baseline.Key.peakMayGrowPercent, .int(baseline.peakMayGrowPercent)),
            (Baseline.Key.runs, .array(baseline.entries.map(entry))),
        ])
        .write(to: &output)
    }

    private func entry(_ entry: Baseline.Entry) -> JSON {
        let parameters = entry.parameters.sorted { $0.key < $1.key }.map { (key: $0.key, value: JSON.string($0.value)) }
        return .object([
            ("program", .string(entry.subject.program)),
            ("design", .string(entry.subject.design)),
            ("collector", .string(entry.subject.collector.text)),
            ("parameters", .object(parameters)),
            ("iterations", .int(entry.iterations)),
            ("peakBytes", .int(entry.peakBytes)),
            ("leaks", .array(entry.leaks.map(leak))),
            ("deadWeakReads", .array(entry.deadWeakReads.map(reads))),
        ])
    }

    private func leak(_ leak: Baseline.Leak) -> JSON {
        .object(
            [("fingerprint", .string(leak.fingerprint)), ("ring", .strings(leak.ring))]
                + present("closedBy", leak.closedBy ?? "") + present("closedIn", leak.closedIn ?? "")
                + [
                    ("left", .int(leak.left)), ("collected", .int(leak.collected ?? 0)),
                    ("keptObjects", .int(leak.keptObjects)), ("grownObjects", .int(leak.grownObjects ?? 0)),
                ]
                + (leak.perPass.map {
                    [("perPass", .object([("objects", .int($0.objects)), ("bytes", .int($0.bytes))]))]
                }
                    ?? []))
    }

    private func reads(_ reads: Baseline.DeadReads) -> JSON {
        .object(
            present("file", reads.file) + present("statement", reads.statement) + [("reads", .int(reads.reads))])
    }

    /// A member that is left out where nothing is known.
    private func present(_ key: String, _ text: String) -> [(key: String, value: JSON)] {
        text.isEmpty ? [] : [(key, .string(text))]
    }
}
