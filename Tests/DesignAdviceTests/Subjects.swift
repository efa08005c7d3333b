import DesignAdvice
import Foundation
import ObjectPrograms
import Programs
import Scenarios
import Testing
import TraceModel

/// What the tests of this target give advice about.
enum Subject {
    /// The folder of the object programs with known answers.
    static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "fixtures/advice")
    }

    /// An object program with a known answer.
    static func fixture(_ name: String) throws -> any Program {
        let file = folder.appending(path: "\(name).py")
        return try ObjectProgram(name: name, file: "\(name).py", bytes: [UInt8](try Data(contentsOf: file)))
    }

    /// A built-in program.
    static func builtIn(_ name: String) throws -> any Program {
        try #require(try Catalogue.builtIn.program(named: name))
    }

    /// An object program from its text.
    static func program(_ text: String, name: String = "test") throws -> any Program {
        try ObjectProgram(name: name, file: "\(name).py", bytes: [UInt8](text.utf8))
    }

    /// Runs of a program, with its default parameters.
    static func replay(_ program: any Program, set: [(name: String, value: String)] = []) throws -> ProgramReplay {
        ProgramReplay(program, parameters: try ParameterValues(of: program, set: set))
    }

    /// Advice about a program.
    static func advice(
        _ program: any Program, set: [(name: String, value: String)] = [], maximumDesigns: Int = 64
    ) throws -> Advice {
        let replay = try replay(program, set: set)
        return try Advisor(maximumDesigns: maximumDesigns)
            .advise(program.name, permits: replay.permits, replay: replay.run, reads: replay.reads)
    }
}

extension Advice {
    /// The slots that are recommended to be weak, as text; nil where none are.
    var recommendedSlots: [String]? {
        recommended.flatMap { $0.clearings.isEmpty ? $0.slots.map(\.description) : nil }
    }

    /// The verdict on a design.
    func verdict(_ slots: String...) -> TriedDesign.Verdict? {
        tried.first { $0.slots.map(\.description) == slots.sorted() }?.verdict
    }
}
