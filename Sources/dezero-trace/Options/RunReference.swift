import ArgumentParser
import TraceModel
import TraceStore

/// A run as people name it: its number, or `PROGRAM/DESIGN` for the newest.
struct RunReference: ExpressibleByArgument {
    private let text: String

    init(argument: String) { text = argument }

    /// Finds the run.
    ///
    /// - Throws: `.notFound` with what was probably meant.
    func find(in database: TraceDatabase) throws -> RunInfo {
        if let run = try database.run(named: text) { return run }
        throw unknown(among: try database.runs())
    }

    /// Finds the run, or of a program's name alone the newest run of each of its designs.
    ///
    /// - Throws: `.notFound` with what was probably meant.
    func findAll(in database: TraceDatabase) throws -> [RunInfo] {
        if let run = try database.run(named: text) { return [run] }
        let ofProgram = try database.newestRuns().filter { $0.description.program == text }
        return ofProgram.isEmpty ? [try find(in: database)] : ofProgram
    }

    private func unknown(among runs: [RunInfo]) -> TraceError {
        let message = "there is no run \(text)"
        guard !runs.isEmpty else {
            return TraceError(.notFound, message, remedy: "nothing is recorded yet: try `dezero-trace record`")
        }
        let list = "`dezero-trace runs` lists them"
        if Int(text) != nil { return TraceError(.notFound, message, remedy: list) }
        let names = runs.map(\.name).uniqued()
        let ofProgram = names.filter { $0.hasPrefix("\(text)/") }
        let meant = ofProgram.isEmpty ? Suggestion.closest(to: text, among: names).map { [$0] } ?? [] : ofProgram
        guard !meant.isEmpty else { return TraceError(.notFound, message, remedy: list) }
        return TraceError(.notFound, message, remedy: "did you mean \(meant.joined(separator: " or "))?")
    }
}

extension Sequence where Element: Hashable {
    /// Every element once, where it comes first.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
