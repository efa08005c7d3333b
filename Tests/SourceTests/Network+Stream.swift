import Foundation
import LeakAnalysis
import Streams
import TraceModel

/// What a stream says of each object.
enum StreamDetail: String, Sendable {
    case countsAndRoots = "counts and roots"
    case countsAlone = "counts without roots"
    case rootsAlone = "roots without counts"

    var hasCounts: Bool { self != .rootsAlone }
    var hasRoots: Bool { self != .countsAlone }
}

extension Network {
    /// A stream of one snapshot, in which only what counting frees is missing.
    func stream(_ detail: StreamDetail) -> String {
        let alive = living
        let sees = [detail.hasCounts ? "counts" : nil, detail.hasRoots ? "roots" : nil].compactMap(\.self)
        var lines = [
            "dezero-trace-stream\t1\thandwritten", (["sees", "holders at marks"] + sees).joined(separator: "\t"),
        ]
        lines.append("type\t1\tsubject\tuser\tapp\tNode")
        lines += Self.fields.enumerated().map { "field\t\($0 + 1)\tstored\t1\t\($1)" }
        lines.append("mark\t1\texit\texit\tyes")
        let numbers = Dictionary(uniqueKeysWithValues: alive.enumerated().map { ($1, $0 + 1) })
        for node in alive {
            let references = edges.count { $0.isStrong && $0.target == node && numbers[$0.source] != nil }
            let count = references + (held.contains(node) ? 1 : 0)
            lines.append("obj\t\(numbers[node] ?? 0)\t1\t48\t\(detail.hasCounts ? "\(count)" : "-")")
        }
        for edge in edges {
            guard let owner = numbers[edge.source], let owned = numbers[edge.target] else { continue }
            let field = (Self.fields.firstIndex(of: edge.field) ?? 0) + 1
            lines.append("\(edge.isStrong ? "ref" : "weak")\t\(owner)\t\(field)\t\(owned)")
        }
        if detail.hasRoots { lines += held.sorted().map { "root\t\(numbers[$0] ?? 0)\tglobal\tkept\tapp" } }
        lines += ["marked\t\(alive.count + 1)\t0", "end\tfinished"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The nodes that counting does not free: what is held or leaks, and all that it reaches.
    private var living: [Int] { leaked.union(reached(from: held)).sorted() }

    /// Reads such a stream.
    func findings(_ detail: StreamDetail) throws -> [Finding] {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).stream")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(stream(detail).utf8).write(to: file)
        return try Self.findings(ofStream: file.path)
    }

    static func findings(ofStream path: String) throws -> [Finding] {
        let tally = ObservedTally()
        let observation = try StreamReader(path: path).run(into: tally)
        guard observation.end == .finished else { throw TraceError(.badData, observation.why ?? "cut") }
        return tally.finish(observation).findings
    }
}
