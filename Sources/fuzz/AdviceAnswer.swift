import ArgumentParser
import DesignAdvice
import Foundation
import LeakAnalysis
import ObjectPrograms
import Programs
import TraceModel

/// The other side of `fixtures/tools/advice_truth.py`: what is advised for a program, and every design that was tried.
struct AdviceAnswer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advice", abstract: "Answers FILE, a line a program, with the advice as JSON.")

    func run() throws {
        while let path = readLine() {
            // A program that hangs counts as crashed.
            Deadline.set(seconds: 120)
            var answer: [String: Any]
            do {
                answer = try Self.answer(to: path)
            } catch {
                answer = ["refused": "\(error)"]
            }
            let data = try JSONSerialization.data(withJSONObject: answer)
            try FileHandle.standardOutput.write(contentsOf: data + Data("\n".utf8))
        }
    }

    private static func answer(to path: String) throws -> [String: Any] {
        let program = try ObjectProgram(path: path)
        let replay = ProgramReplay(
            program, parameters: try ParameterValues(of: program), maximumStatements: 1_000_000)
        let advice = try Advisor(workers: 1).advise(
            program.name, permits: replay.permits, replay: replay.run, reads: replay.reads)
        return [
            "decision": advice.decision.rawValue, "leaked": advice.strong.leakedObjects, "limited": advice.isLimited,
            "leaks": advice.strong.leaks,
            "otherRings": advice.strong.findings.contains { $0.objectsInCycle == 0 },
            "collected": advice.collectedObjects,
            "failure": advice.strong.result.failure ?? NSNull(),
            "tried": advice.tried.map { tried($0, advice.strong) },
        ]
    }

    private static func tried(_ design: TriedDesign, _ strong: ReplayOutcome) -> [String: Any] {
        let reason: String
        let schedule: Schedule?
        switch design.reason {
        case .nothing: (reason, schedule) = ("nothing", nil)
        case .holdsDict(let when): (reason, schedule) = ("dict", when)
        case .unsupported(let when, _): (reason, schedule) = ("unsupported", when)
        case .neverStored, .staysStrong: (reason, schedule) = ("observed", .asIs)
        case .fails(let when, _): (reason, schedule) = ("fails", when)
        case .prints(let when, _, _, _): (reason, schedule) = ("prints", when)
        case .deadRead(let when): (reason, schedule) = ("dead read", when)
        case .leaks(let when): (reason, schedule) = ("leaks", when)
        }
        return [
            "slots": design.slots.map(\.description), "verdict": design.verdict.rawValue, "reason": reason,
            "schedule": schedule?.rawValue ?? NSNull(),
            "printsTheSame": design.asIs.outputDifference(from: strong) == nil,
            "code": design.isCode
                ? design.clearings.flatMap(\.places).map { place in
                    [
                        "line": place.statement.line, "isBefore": place.side == .before, "text": place.code ?? "",
                        "statement": place.statement.statement,
                    ] as [String: Any]
                } : NSNull(),
        ]
    }
}
