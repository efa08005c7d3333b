import ObjectPrograms
import Programs
import Scenarios
import SwiftSource
import TraceModel

/// Turns what people name into programs.
struct ProgramArgument {
    private let catalogue: Catalogue

    init() throws { catalogue = try Catalogue.builtIn }

    /// A built-in program by its name, or an object program by its path.
    ///
    /// - Throws: `.notFound` for neither; `.badData` for a file that does not parse.
    func program(_ text: String) throws -> any Program {
        if let program = catalogue.program(named: text) { return program }
        let isPath = text.hasSuffix(".py") || text.contains("/")
        do {
            if isPath { return try ObjectProgram(path: text) }
        } catch {
            guard !text.hasSuffix(".py"), Executable.path(of: text) != nil else { throw error }
        }
        guard Executable.path(of: text) != nil else { throw catalogue.unknown(text) }
        throw TraceError(
            .notFound, "\(text) is a command and no program of ours",
            remedy: "to watch it, put -- before it: dezero-trace record -- \(ShellQuoting.quote(text)) ...")
    }

    /// The programs of these names; the standard suite where there are none.
    func programs(_ texts: [String]) throws -> [any Program] {
        try (texts.isEmpty ? Catalogue.standardSuite : texts).map(program)
    }
}
