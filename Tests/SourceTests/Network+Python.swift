import CPython
import Foundation
import LeakAnalysis
import ObjectPrograms
import Programs
import TraceModel

extension Network {
    /// A program that makes it: one that the simulated heap and a real interpreter run alike.
    var python: String {
        var lines = ["import weakref", "", "class Node:", "    pass", ""]
        lines += (0..<count).map { "n\($0) = Node()" }
        lines += edges.map { edge in
            "n\(edge.source).\(edge.field) = " + (edge.isStrong ? "n\(edge.target)" : "weakref.ref(n\(edge.target))")
        }
        lines += (0..<count).map { "n\($0) = None" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Runs it on the simulated heap.
    func simulated() throws -> [Finding] {
        let program = try ObjectProgram(name: "network", file: "network.py", bytes: Array(python.utf8))
        let tracker = MemoryTracker()
        let settings = RunSettings(design: .strong, parameters: try ParameterValues(of: program))
        guard try ProgramRunner.run(program, settings: settings, tracker: tracker) == .finished else {
            throw TraceError(.programFailed, testDescription)
        }
        return try RunAnalyzer.analyze(tracker.trace).findings
    }

    /// Has it run by CPython, with the agent looking.
    func observed() throws -> [Finding] {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).py")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(python.utf8).write(to: file)
        return try ObservedCommand(arguments: ["python3", file.path]).run { status, streams in
            guard status == 0, let stream = streams.first else { throw TraceError(.programFailed, testDescription) }
            return try Self.findings(ofStream: stream)
        }
    }
}
