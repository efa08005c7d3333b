import ArgumentParser
import Foundation
import ObjectPrograms
import Reporting
import TraceModel
import TraceStore

/// Between the commands and the process: arguments in, one line of trouble and an exit status out.
enum Shell {
    /// Runs the command that the process was started with.
    static func run() async -> Never {
        // A write beyond the limit of a file's size then fails like any other, instead of ending the process.
        signal(SIGXFSZ, SIG_IGN)
        var status = ExitStatus.done
        let meter = ReadingMeter()
        do {
            if let unknownHelp { throw unknownHelp }
            try await ReadingMeter.$current.withValue(meter) { try await runCommand() }
        } catch {
            status = report(error)
        }
        // For the tests that hold every command to the readings that it needs.
        if environment["DEZERO_TRACE_READINGS"] == "1" { note("events read: \(meter.events)") }
        exit(status.rawValue)
    }

    private static func runCommand() async throws {
        try ArgumentBytes.check()
        var command = try DezeroTrace.parseAsRoot()
        if var waiting = command as? any AsyncParsableCommand {
            try await waiting.run()
        } else {
            try command.run()
        }
    }

    /// Says what went wrong, or prints the help that was asked for.
    private static func report(_ error: any Error) -> ExitStatus {
        switch error {
        case let error as TraceError:
            complain(error)
            return ExitStatus(error.code)
        case let stop as Interrupted:
            complain(TraceError(.inputOutput, stop.description))
            return ExitStatus(signal: stop.signal)
        case let status as ExitStatus:
            return status
        default:
            return reportParsing(error)
        }
    }

    /// What the argument parser throws: help and the version are no errors, everything else is wrong usage.
    private static func reportParsing(_ error: any Error) -> ExitStatus {
        let code = DezeroTrace.exitCode(for: error)
        if code.isSuccess {
            do {
                let text = DezeroTrace.fullMessage(for: error, columns: Terminal.current.helpWidth)
                try StandardOutput.write(text + "\n")
                return .done
            } catch {
                return report(error)
            }
        }
        guard code == .validationFailure else {
            // Not one of ours and not the parser's: it was not expected.
            complain(TraceError(.defect, "\(error)", remedy: "report this as a defect of dezero-trace", cause: error))
            return .defect
        }
        complain(misspeltCommand ?? wrongUsage(error))
        return .usage
    }

    /// The parser only calls a mistyped command unexpected.
    private static var misspeltCommand: TraceError? { CommandLine.arguments.dropFirst().first.flatMap(noCommand) }

    /// And to `help` with one it answers with the help of everything.
    private static var unknownHelp: TraceError? {
        let words = CommandLine.arguments.dropFirst()
        return words.first == "help" ? words.dropFirst().first.flatMap(noCommand) : nil
    }

    private static func noCommand(_ word: String) -> TraceError? {
        let commands = DezeroTrace.configuration.subcommands.map { $0._commandName }
        guard !word.hasPrefix("-"), word != "help", !commands.contains(word) else { return nil }
        return TraceError(
            .usage, "there is no command \(word)",
            remedy: Suggestion.remedy(Suggestion.closest(to: word, among: commands), then: "see `dezero-trace --help`"))
    }

    /// The parser's message on one line, with the command whose help explains what it takes.
    private static func wrongUsage(_ error: any Error) -> TraceError {
        let lines = DezeroTrace.message(for: error).split(whereSeparator: \.isNewline)
        var message = lines.joined(separator: " ").trimmingSuffix(".")
        message = message.prefix(1).lowercased() + message.dropFirst()
        // It says already what to do.
        if message.hasSuffix("?") { return TraceError(.usage, message) }
        let hint = DezeroTrace.fullMessage(for: error).split(separator: "\n").last { $0.contains("--help'") }
        let command = hint?.split(separator: "'").dropFirst().first.map(String.init) ?? "dezero-trace --help"
        return TraceError(.usage, message, remedy: "see `\(command)`")
    }

    /// One line on standard error, and with DEZERO_TRACE_DEBUG=1 one more for every cause.
    ///
    /// A program's text that is refused takes a line for every refusal.
    static func complain(_ error: TraceError) {
        let refused = error.cause as? RefusedProgram
        let lines = refused.map { $0.lines + [$0.hint].compactMap { $0 } } ?? [error.line]
        let causes = isDebugging && refused == nil ? ErrorCauses(of: error).map { "  caused by: \($0)" } : []
        note(
            (["dezero-trace: \(lines[0])"] + lines.dropFirst() + causes).map(DisplayText.escape).joined(separator: "\n")
        )
    }

    private static var isDebugging: Bool { environment["DEZERO_TRACE_DEBUG"] == "1" }
    private static var environment: [String: String] { ProcessInfo.processInfo.environment }

    private static func note(_ text: String) {
        // Where standard error is closed nothing more can be reported.
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}

extension RefusedProgram {
    /// What helps beyond the single refusals; nil where the text is no Python.
    fileprivate var hint: String? {
        isPython ? "The object language is a small part of Python: docs/object-programs.md lists all of it." : nil
    }
}
