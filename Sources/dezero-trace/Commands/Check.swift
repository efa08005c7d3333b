import ArgumentParser
import Foundation
import GateReporting
import RegressionGate
import Reporting
import TraceModel
import TraceStore

/// `check`: whether anything is worse than before.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fail where something leaks that did not leak before.",
        usage: "dezero-trace check [<run> ...] [<options>]",
        discussion: """
            Compares runs with a baseline and with known leaks. Without a run it takes the newest of every program and \
            design, and what the baseline has beside them is missing. Without a baseline every leak is new. \
            docs/gate.md says how to put it into CI.

            Exit status: 0 nothing to object to; 1 a new leak, a regression, or a program that failed; 65 a run that is \
            interrupted, stopped, still recording, missing or damaged, also where something else is wrong.

            EXAMPLES
              dezero-trace check --baseline baseline.json --update-baseline
              dezero-trace check --baseline baseline.json
              dezero-trace check --baseline baseline.json --known known-leaks.yaml --strict
              dezero-trace check --baseline baseline.json --format junit --output check.xml
            """)

    @Argument(help: ArgumentHelp("The runs to check.", valueName: "run"))
    var runs: [RunReference] = []

    @Option(help: ArgumentHelp("What the runs are compared with.", valueName: "path"))
    var baseline: String?

    @Option(help: ArgumentHelp("The leaks that somebody answers for, as YAML or JSON.", valueName: "path"))
    var known: String?

    @Flag(help: "Fail where a known leak matched nothing or has expired.")
    var strict = false

    @Option(
        help: ArgumentHelp(
            "What only a collection of the program freed: fail, as every leak does, or ignore. (default: fail)",
            valueName: "how"))
    var collected = CollectedChoice.fail

    @Flag(help: "Write what the runs show into the baseline, in the place of what it had.")
    var updateBaseline = false

    @Option(help: "How the result is told.")
    var format = CheckFormat.text

    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard updateBaseline else { return }
        if baseline == nil { throw ValidationError("--update-baseline needs --baseline PATH") }
        if format != .text || output.output != nil {
            throw ValidationError(
                "--update-baseline writes the baseline alone, so it takes no --format and no --output")
        }
    }

    func run() throws {
        let file = try output.file(besides: self.database)
        // Before any work is done, and before anything is read that the file might replace.
        let target =
            try updateBaseline
            ? baseline.map { try OutputFile(path: $0, replaces: true, besides: self.database.parts()) } : nil
        let gate = try gate()
        let database = try database.open()
        let runs =
            try runs.isEmpty
            ? database.newestRuns() : runs.flatMap { try $0.findAll(in: database) }.uniqued(by: \.id)
        let evidence = try CheckSource(database: database).evidence(of: runs)
        let isWhole = self.runs.isEmpty
        if let target {
            try update(target, gate, evidence, isWhole: isWhole)
            return
        }
        let result = gate.judge(evidence, isWhole: isWhole)
        let layout = file == nil ? Terminal.current.layout : Terminal.fileLayout
        try OutputOptions.write(format.text(of: result, layout: layout), to: file)
        if result.outcome != .passed { throw ExitStatus(result.outcome) }
    }

    private func gate() throws -> Gate {
        var measure: Baseline?
        if let baseline, let text = try InputFile(path: baseline, what: "baseline").text(isOptional: updateBaseline) {
            measure = try Baseline(text, file: baseline)
        }
        var leaks: [KnownLeak] = []
        if let known, let text = try InputFile(path: known, what: "file of known leaks").text() {
            leaks = try KnownLeak.read(text, file: known)
        }
        return Gate(
            baseline: measure, named: baseline ?? "", known: leaks, today: try Day.today(), isStrict: strict,
            ignoresCollected: collected == .ignore)
    }

    /// Writes the baseline, and says what is different in it.
    private func update(_ target: OutputFile, _ gate: Gate, _ evidence: [Evidence], isWhole: Bool) throws {
        guard !evidence.isEmpty else {
            throw TraceError(.badData, "there is no run to make a baseline of", remedy: "record one first")
        }
        let new = try gate.newBaseline(from: evidence, isWhole: isWhole)
        try target.write(BaselineJSON().text(new))
        let change = BaselineChange(path: baseline ?? "", old: gate.baseline, new: new)
        try StandardOutput.write(BaselineChangeText(layout: Terminal.current.layout).text(change))
    }
}

/// What to make of a leak that a collection of the program freed.
enum CollectedChoice: String, CaseIterable, ExpressibleByArgument {
    case fail, ignore
}

/// How the result of a check is told.
enum CheckFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, junit, sarif, github, markdown

    /// The result, for whom it is meant.
    func text(of result: GateResult, layout: Layout) -> String {
        switch self {
        case .text: CheckText(layout: layout).text(result)
        case .json: CheckJSON().text(result)
        case .junit: CheckJUnit().text(result)
        case .sarif: CheckSARIF(toolVersion: Version.current).text(result)
        case .github: CheckGitHub().text(result)
        case .markdown: CheckMarkdown().text(result)
        }
    }
}

extension ExitStatus {
    /// The status for how a check ends.
    fileprivate init(_ outcome: GateResult.Outcome) {
        switch outcome {
        case .passed: self = .done
        case .failed: self = .programFailed
        case .incomplete: self = .badData
        }
    }
}
