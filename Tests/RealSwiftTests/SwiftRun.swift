import Foundation
import TraceModel

/// One compilation of the Swift program, and one run of it under valgrind.
struct SwiftRun {
    /// The labels of the objects that each copy of a graph made, `Ring 17` being one.
    private(set) var made: [String: Set<String>] = [:]
    /// Those that never ended.
    private(set) var leaked: [String: Set<String>] = [:]
    /// How many blocks of each class valgrind found allocated at exit, graph by graph.
    private(set) var lostBlocks: [String: [String: Int]] = [:]

    init(of graphs: [RealGraph]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "real-swift-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (source, binary) = (folder.appending(path: "main.swift"), folder.appending(path: "graphs"))
        try SwiftProgram.source(of: graphs).write(to: source, atomically: true, encoding: .utf8)
        _ = try Tools.output(
            of: ["swiftc", "-Onone", "-module-name", "graphs", source.path, "-o", binary.path], in: folder)
        let report = folder.appending(path: "valgrind.txt")
        let output = try Tools.output(
            of: [
                "valgrind", "--leak-check=full", "--show-leak-kinds=all", "--num-callers=8",
                "--log-file=\(report.path)", binary.path,
            ], in: folder)
        for line in output.split(separator: "\n") { read(line.split(separator: " ").map(String.init)) }
        readReport(try String(contentsOf: report, encoding: .utf8), graphs: graphs.map(\.name))
    }

    /// `+ Ring 17 obj#2` for an object that began, `-` for one that ended.
    private mutating func read(_ words: [String]) {
        guard words.count == 4 else { return }
        let copy = "\(words[1]) \(words[2])"
        if words[0] == "+" {
            made[copy, default: []].insert(words[3])
            leaked[copy, default: []].insert(words[3])
        } else {
            leaked[copy, default: []].remove(words[3])
        }
    }

    /// Adds up the loss records whose block was made by the allocating initialiser of one of our classes.
    ///
    /// A block that a forgotten word of the stack still points to is leaked all the same, so every sort counts.
    private mutating func readReport(_ text: String, graphs: [String]) {
        var blocks = 0
        var isFound = false
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if let place = words.firstIndex(where: { $0 == "blocks" || $0 == "block" }), place > 0,
                line.contains("loss record")
            {
                blocks = Int(words[place - 1].replacing(",", with: "")) ?? 0
                isFound = false
            } else if !isFound, let (graph, type) = Self.allocated(in: String(line)), graphs.contains(graph) {
                lostBlocks[graph, default: [:]][type, default: 0] += blocks
                isFound = true
            }
        }
    }

    /// The namespace and the class of `$s6graphs4RingO3objCAEycfC`, an allocating initialiser.
    private static func allocated(in line: String) -> (graph: String, type: String)? {
        guard let match = line.firstMatch(of: /\$s6graphs(\d+)(\w+fC)\b/), let count = Int(match.1) else { return nil }
        let graph = match.2.prefix(count)
        let rest = match.2.dropFirst(count)
        guard let inner = rest.firstMatch(of: /^O(\d+)(\w+)$/), let length = Int(inner.1) else { return nil }
        return (String(graph), String(inner.2.prefix(length)))
    }
}
