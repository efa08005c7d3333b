import Foundation
import Inspection
import LeakAnalysis
import ObjectPrograms
import Programs
import TraceModel

/// A program that ran to its end or its error.
struct ProgramRun {
    var steps: [StepTable.Step]
    var leaked: [String]
    var collected: [String]
    var failure: String?
    /// The line of the statement that failed.
    var line: Int?

    init(_ program: ObjectProgram, weak slots: [Slot] = [], maximumStatements: Int = 1_000_000) throws {
        let tracker = MemoryTracker()
        let settings = RunSettings(
            design: slots.isEmpty ? .strong : .weak(slots), parameters: try ParameterValues(of: program))
        let outcome = try ProgramRunner.run(
            program, settings: settings, tracker: tracker, maximumStatements: maximumStatements)
        let table = try StepTable.build(from: tracker.trace)
        (steps, leaked, collected) = (table.steps, table.leaked, table.collected)
        switch outcome {
        case .finished: break
        case .failed(let why): (failure, line) = (why.message, why.site?.line)
        case .stopped(let reason): failure = "stopped: \(reason.rawValue)"
        }
    }

    init(_ text: String, maximumStatements: Int = 1_000_000) throws {
        try self.init(ObjectProgram(text), maximumStatements: maximumStatements)
    }

    var output: String { steps.map(\.output).joined() }
}

extension ObjectProgram {
    init(_ text: String) throws { try self.init(name: "program", file: "program.py", bytes: Array(text.utf8)) }
}

/// The folder `fixtures`, and what stands in its folders.
enum Fixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures")

    /// The names of a folder's Python files, without `.py`.
    static func names(_ path: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)) ?? []
        return files.filter { $0.hasSuffix(".py") }.map { String($0.dropLast(3)) }.sorted()
    }

    static func program(_ path: String) throws -> ObjectProgram {
        let file = folder.appending(path: path)
        let name = file.lastPathComponent
        return try ObjectProgram(
            name: String(name.dropLast(3)), file: name, bytes: [UInt8](try Data(contentsOf: file)))
    }
}
