import CPython
import DesignAdvice
import Foundation
import LeakAnalysis
import Reporting
import SwiftSource
import TraceModel

extension Advise {
    /// Advises on a command's Python program by running it again and again.
    func adviseCommand() throws {
        guard Executable.path(of: command[0]) != nil else {
            throw TraceError(.notFound, "there is no command \(command[0])", remedy: "check its name and PATH")
        }
        guard ![.swift, .staticSwift].contains(Executable(command: command[0])) else {
            throw TraceError(
                .usage, "\(command[0]) is a Swift program, which is not run again with other fields",
                remedy: "dezero-trace record -- COMMAND, then report: what would free its rings is tried on their graph"
            )
        }
        let input = try ReplayedInput()
        let observed = ObservedCommand(arguments: command, scopes: scope, looksAlways: true)
        try FileHandle.standardError.write(
            contentsOf: Data("Running it several times, for real; its output is not shown.\n".utf8))
        let progress = SharedProgress(Progress(isShown: Terminal.current.showsProgress))
        defer { progress.clear() }
        let maxDesigns = maxDesigns
        let advisor = Advisor(maximumDesigns: maxDesigns, workers: 1) { tried, design in
            progress.show("tried \(design.name): \(tried) of at most \(maxDesigns) designs")
        }
        let advice = try CommandAdvice(observed, input: input).advice(by: advisor)
        progress.clear()
        try StandardOutput.write(format.render(advice, text: { AdviceText(layout: $0) }, json: AdviceJSON()))
        if advice.decision == .noVerdict { throw ExitStatus.programFailed }
    }
}

/// The runs of a command that advice is made of.
private struct CommandAdvice: Sendable {
    let observed: ObservedCommand
    let input: ReplayedInput
    private let plain: CapturedRun
    private let again: CapturedRun

    /// Runs it twice as it is.
    init(_ observed: ObservedCommand, input: ReplayedInput) throws {
        self.observed = observed
        self.input = input
        plain = try observed.capture(isObserved: false, input: input) { run, _ in run }
        again = plain.status >= 128 ? plain : try observed.capture(isObserved: false, input: input) { run, _ in run }
    }

    func advice(by advisor: Advisor) throws -> Advice {
        let name = observed.arguments.joined(separator: " ")
        if plain.status >= 128 {
            return noVerdict(name, "signal \(plain.status - 128) ends the program, so no run of it can be compared")
        }
        guard plain.isSame(as: again) else {
            return noVerdict(
                name, "two runs of the program as it stands do not print the same, so no run proves anything")
        }
        let (run, recordings) = try observed.capture(isObserved: true, input: input) { run, streams in
            (run, streams.compactMap { try? StreamRecording(path: $0) })
        }
        guard let recording = recordings.max(by: { $0.analysis.findings.count < $1.analysis.findings.count }) else {
            return noVerdict(name, "nothing was observed: the command started no CPython from 3.9 to 3.13")
        }
        let program = recording.description(name: nil).program
        guard recording.observation.end == .finished else {
            return noVerdict(program, recording.observation.why ?? "the program was not observed to its end")
        }
        guard run.isSame(as: plain) else {
            return noVerdict(program, "observed, the program does not print the same, so no run proves anything")
        }
        return try advisor.advise(
            ObservedProgram(
                name: program, asIs: ReplayOutcome(result(plain), findings: recording.analysis.findings),
                samples: recording.samples, names: recording.names, run: { try tryDesign($0) }))
    }

    /// Runs it with slots weak, and no longer than ten times as long as it took.
    private func tryDesign(_ design: Design) throws -> ObservedProgram.Run {
        var weak = observed
        weak.weakSlots = design.weakSlots.map(\.description)
        let most = 60 + 20 * plain.seconds
        return try weak.capture(isObserved: true, input: input, within: most) { run, streams in
            let recordings = streams.compactMap { try? StreamRecording(path: $0) }
            let recording = recordings.max { $0.analysis.findings.count < $1.analysis.findings.count }
            var result = result(run)
            if run.seconds >= most { result.failure = "it did not come to its end" }
            if recording?.observation.end != .finished, result.failure == self.result(plain).failure {
                result.failure = "it was not observed to its end"
            }
            return ObservedProgram.Run(
                outcome: ReplayOutcome(result, findings: recording?.analysis.findings ?? []),
                tried: recordings.max { Self.stores($0) < Self.stores($1) }?.observation.tried ?? [])
        }
    }

    private static func stores(_ recording: StreamRecording) -> Int {
        recording.observation.tried.reduce(0) { $0 + $1.stores }
    }

    /// What a run printed, output before errors, and its status.
    private func result(_ run: CapturedRun) -> ProgramResult {
        ProgramResult(
            text: String(decoding: run.output, as: UTF8.self) + String(decoding: run.errors, as: UTF8.self),
            failure: run.status == 0 ? nil : "it ends with status \(run.status)")
    }

    private func noVerdict(_ program: String, _ why: String) -> Advice {
        var advice = Advice(program: program, noVerdict: why)
        advice.isObserved = true
        return advice
    }
}
