import ArgumentParser
import DesignAdvice
import Foundation
import ObjectPrograms
import Programs
import ReferenceCounting
import Reporting
import Synchronization
import TraceModel
import TraceStore

/// `advise`: which slot to make weak, proven by replay.
struct Advise: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find which reference to make weak, and prove it by running the program again.",
        usage: """
            dezero-trace advise <run|program> [<options>]
            dezero-trace advise [<options>] -- <command> [<argument> ...]
            """,
        discussion: """
            A program is the name of a built-in one or the path of a .py file; no recording is needed and none is \
            made. A run is its number, or PROGRAM/DESIGN for the newest: it is repeated from the text and the \
            parameters that its recording keeps. Every slot by which leaked objects hold one another is tried, then \
            the smallest sets of them: as the program is, with a collection between every two statements, and with \
            the last names dropped in another order. Where no weak slot does, fields are set to None just before \
            their objects are lost, one by one and together. What is told was run first. A program that does not come \
            to its end has no verdict, and the status is 1.

            Behind -- stands the command of a real Python program. It runs several times, each time for real: twice as \
            it is, to see whether it prints the same; once observed; then once for each field of a ring that could be \
            weak. Its output is not shown. What was not run is said to be not run.

            EXAMPLES
              dezero-trace advise dezero-square
              dezero-trace advise program.py --set n=10
              dezero-trace advise cycle/strong
              dezero-trace advise 3 --format json
              dezero-trace advise -- python3 app.py
            """)

    @Argument(
        help: ArgumentHelp("A run, or a program; behind -- a command.", valueName: "run|program"),
        completion: Completions.programs)
    var words: [String] = []

    /// The run or program.
    private var subject: String { words.dropLast(command.count).first ?? "" }

    /// The command that stands behind `--`, an argument each.
    var command: [String] {
        let arguments = CommandLine.arguments
        return arguments.firstIndex(of: "--").map { Array(arguments[($0 + 1)...]) } ?? []
    }

    @Option(
        help: ArgumentHelp(
            "Of a command: a folder or file whose code is yours, beside the working folder. (repeatable)",
            valueName: "path"))
    var scope: [String] = []

    @Option(help: ArgumentHelp("Try so many designs at most.", valueName: "n"))
    var maxDesigns = Advisor.usualMaximumDesigns

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Give a program's parameter a value. (repeatable)", valueName: "key=value"))
    var assignments: [Assignment] = []

    @OptionGroup var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        let subjects = words.count - command.count
        guard command.isEmpty ? subjects == 1 : subjects == 0 else {
            throw ValidationError("give one run, one program, or a command behind --")
        }
        if command.isEmpty, !scope.isEmpty { throw ValidationError("--scope is for -- COMMAND") }
        if !command.isEmpty, !assignments.isEmpty { throw ValidationError("--set is for programs") }
        if maxDesigns < 1 { throw ValidationError("--max-designs must be at least 1, not \(maxDesigns)") }
    }

    func run() throws {
        if !command.isEmpty { return try adviseCommand() }
        let replay: ProgramReplay
        do {
            replay = try self.replay()
        } catch let error as TraceError where error.cause is RefusedProgram {
            // Nothing ran, and that nothing was seen to leak is no all-clear.
            let advice = Advice(program: subject, noVerdict: error.message)
            try StandardOutput.write(format.render(advice, text: { AdviceText(layout: $0) }, json: AdviceJSON()))
            Shell.complain(error)
            throw ExitStatus.programFailed
        }
        let progress = SharedProgress(Progress(isShown: Terminal.current.showsProgress))
        let maxDesigns = maxDesigns
        let advisor = Advisor(maximumDesigns: maxDesigns) { tried, design in
            progress.show("trying \(design.name): \(tried) of at most \(maxDesigns) designs")
        }
        let advice: Advice
        do {
            advice = try advisor.advise(
                replay.program.name, permits: replay.permits, replay: replay.run, reads: replay.reads)
        } catch {
            progress.clear()
            throw error
        }
        progress.clear()
        try StandardOutput.write(format.render(advice, text: { AdviceText(layout: $0) }, json: AdviceJSON()))
        if advice.decision == .noVerdict { throw ExitStatus.programFailed }
    }

    private func replay() throws -> ProgramReplay {
        let isRun = Int(subject) != nil || (subject.contains("/") && !FileManager.default.fileExists(atPath: subject))
        guard !isRun || subject.hasSuffix(".py") else { return try recordedReplay() }
        let program: any Program
        do {
            program = try ProgramArgument().program(subject)
        } catch let error as TraceError where error.code == .notFound {
            // Runs are called by the names of their programs, too.
            guard let found = try? database.open(), let runs = try? RunReference(argument: subject).findAll(in: found),
                !runs.isEmpty
            else { throw error }
            return try recordedReplay()
        }
        let values = assignments.map { (name: $0.name, value: $0.value) }
        return ProgramReplay(program, parameters: try ParameterValues(of: program, set: values))
    }

    private func recordedReplay() throws -> ProgramReplay {
        guard assignments.isEmpty else {
            throw TraceError(
                .usage, "a run is repeated with the parameters of its recording, so it takes no --set",
                remedy: "name the program instead")
        }
        let run = try RunReference(argument: subject).find(in: try database.open(), seeing: .holders)
        return try RecordedProgram(run: run).replay()
    }
}

/// Repeats a run from what its recording keeps of it, never from a file that may have changed since.
struct RecordedProgram {
    /// The run.
    let run: RunInfo

    /// - Throws: `.badData` where this build cannot repeat it, with the command that would work.
    func replay() throws -> ProgramReplay {
        let description = run.description
        guard description.source == "simulated" else {
            throw cannotRepeat("its events come from \(description.source)", remedy: "advise a program of your own")
        }
        let program = try program()
        let values = description.parameters.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        let known = Set(program.parameters.map(\.name))
        guard known == Set(description.parameters.keys) else {
            throw cannotRepeat(
                "this version's \(description.program) has other parameters",
                remedy: "use `dezero-trace advise \(ShellQuoting.quote(description.program))`")
        }
        do {
            let parameters = try ParameterValues(of: program, set: values)
            return ProgramReplay(program, parameters: parameters, collector: try Collector(description.collector))
        } catch let error as TraceError {
            throw cannotRepeat(
                error.message, remedy: "use `dezero-trace advise \(ShellQuoting.quote(description.program))`")
        }
    }

    private func program() throws -> any Program {
        let name = run.description.program
        if let text = run.description.programText {
            return try ObjectProgram(recordedAs: name, path: run.description.path, text: text)
        }
        do {
            return try ProgramArgument().program(name)
        } catch {
            throw cannotRepeat(
                "this build has no scenario \(name)",
                remedy: "`dezero-trace scenarios` lists those that it has; `dezero-trace advise PROGRAM` takes any")
        }
    }

    private func cannotRepeat(_ why: String, remedy: String) -> TraceError {
        TraceError(.badData, "run \(run.id), \(run.name), cannot be repeated: \(why)", remedy: remedy)
    }
}

/// A progress line that several threads may write.
final class SharedProgress: @unchecked Sendable {
    private let progress: Progress
    private let lock = NSLock()

    init(_ progress: Progress) { self.progress = progress }

    func show(_ text: String) { lock.withLock { progress.show(text) } }

    func clear() { lock.withLock { progress.clear() } }
}
