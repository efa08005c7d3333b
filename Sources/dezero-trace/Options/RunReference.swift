import ArgumentParser
import TraceModel
import TraceStore

/// A run as people name it: its number, a program, or `PROGRAM/DESIGN` for the newest.
///
/// A file is found without its suffix and its folders, too, where only one program is called so.
struct RunReference: ExpressibleByArgument {
    private let text: String

    init(argument: String) { text = argument }

    static var defaultCompletionKind: CompletionKind { Completions.runs }

    /// Finds the run; a program's name alone finds it where it ran under one design.
    ///
    /// Refused where its source does not see what is asked for.
    ///
    /// - Throws: `.notFound` with what was probably meant.
    func find(in database: TraceDatabase, seeing sight: Sight) throws -> RunInfo {
        let runs = try candidates(in: database)
        guard let run = runs.first, runs.count == 1 else { throw unknown(among: try database.runs(), runs) }
        guard run.description.sees.contains(sight) else {
            throw TraceError(
                .usage,
                "run \(run.id), \(run.name), was watched by \(run.description.source), which \(sight.whatIsMissing)",
                remedy: "`dezero-trace report \(run.id)` tells what it saw\(run.wayToMore(sight))")
        }
        return run
    }

    /// Finds the run, or of a program's name alone the newest run of each of its designs.
    ///
    /// - Throws: `.notFound` with what was probably meant.
    func findAll(in database: TraceDatabase) throws -> [RunInfo] {
        let runs = try candidates(in: database)
        guard !runs.isEmpty else { throw unknown(among: try database.runs(), []) }
        return runs
    }

    private func candidates(in database: TraceDatabase) throws -> [RunInfo] {
        if let run = try database.run(named: text) { return [run] }
        let newest = try database.newestRuns()
        let ofProgram = Self.runs(of: text, among: newest)
        guard ofProgram.isEmpty, let slash = text.lastIndex(of: "/") else { return ofProgram }
        let design = text[text.index(after: slash)...]
        return Self.runs(of: String(text[..<slash]), among: newest).filter { $0.description.design.name == design }
    }

    /// The runs of the program that is called so; of the one whose file is, where no other is.
    private static func runs(of name: String, among runs: [RunInfo]) -> [RunInfo] {
        for isCalled in [
            { $0 == name }, { $0 == name + ".py" }, { $0.hasSuffix("/" + name) || $0.hasSuffix("/\(name).py") },
        ] as [(String) -> Bool] {
            let found = runs.filter { isCalled($0.description.program) }
            if !found.isEmpty { return Set(found.map(\.description.program)).count == 1 ? found : [] }
        }
        return []
    }

    private func unknown(among runs: [RunInfo], _ several: [RunInfo]) -> TraceError {
        let message = several.isEmpty ? "there is no run \(text)" : "there are several runs of \(text)"
        guard !runs.isEmpty else {
            return TraceError(.notFound, message, remedy: "nothing is recorded yet: try `dezero-trace record`")
        }
        let list = "`dezero-trace runs` lists them"
        if Int(text) != nil { return TraceError(.notFound, message, remedy: list) }
        let names = runs.map(\.name).uniqued()
        let ofProgram = several.isEmpty ? names.filter { $0.hasPrefix("\(text)/") } : several.map(\.name).uniqued()
        let meant = ofProgram.isEmpty ? Suggestion.closest(to: text, among: names).map { [$0] } ?? [] : ofProgram
        guard !meant.isEmpty else { return TraceError(.notFound, message, remedy: list) }
        return TraceError(.notFound, message, remedy: "did you mean \(meant.joined(separator: " or "))?")
    }
}

extension Sight {
    /// What a source without it cannot do.
    fileprivate var whatIsMissing: String {
        self == .holders ? "does not see every reference" : "sees no \(rawValue)"
    }
}

extension RunInfo {
    /// The command that shows more, where there is one for what is missing.
    fileprivate func wayToMore(_ sight: Sight) -> String {
        switch (description.source, sight) {
        case ("swift", .events):
            "; `dezero-trace record --events --watch TYPE -- COMMAND` notes every retain and release of a class"
        case ("cpython", .holders) where !description.command.isEmpty:
            "; `dezero-trace advise -- \(description.command.map(ShellQuoting.quote).joined(separator: " "))` tries changes"
        default: ""
        }
    }
}

extension Sequence where Element: Hashable {
    /// Every element once, where it comes first.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
