import ArgumentParser
import Foundation
import Inspection
import LeakAnalysis
import ObjectPrograms
import Programs
import ReferenceCounting
import TraceModel

/// The other side of `fixtures/tools/differential.py`: what a program does here, as CPython's account is written.
struct Answer: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answers FILE [SLOT]..., a line a run, with the counts of its statements as JSON.")

    func run() throws {
        while let question = readLine() {
            // A program that hangs counts as crashed.
            Deadline.set(seconds: 60)
            let answer = try Self.answer(to: question.split(separator: " ").map(String.init))
            try FileHandle.standardOutput.write(contentsOf: answer + Data("\n".utf8))
        }
    }

    private static func answer(to words: [String]) throws -> Data {
        var answer: [String: Any]
        do {
            answer = try account(of: words.first ?? "", weak: words.dropFirst().compactMap { Slot($0) })
        } catch {
            answer = ["refused": "\(error)"]
        }
        return try JSONSerialization.data(withJSONObject: answer)
    }

    private static func account(of path: String, weak slots: [Slot]) throws -> [String: Any] {
        let program = try ObjectProgram(path: path)
        let tracker = MemoryTracker()
        var heap = SimulatedHeap(tracker: tracker, maximumStatements: 1_000_000)
        #if HEAP_INTERNAL_CHECKS
        heap.turnOnChecks()
        #endif
        let settings = RunSettings(
            design: slots.isEmpty ? .strong : .weak(slots), parameters: try ParameterValues(of: program))
        var failure: String?
        if case .failed(let why) = try program.run(settings, on: heap) { failure = why.message }
        let table = try StepTable.build(from: tracker.trace)
        let steps = table.steps.map { step in
            [
                "line": step.line, "source": step.source, "deinit": step.deinits, "output": step.output,
                "counts": Dictionary(step.counts.map { ($0.label, $0.count) }, uniquingKeysWith: +),
            ] as [String: Any]
        }
        return ["steps": steps, "leaked": table.leaked, "collected": table.collected, "failure": failure ?? NSNull()]
    }
}
