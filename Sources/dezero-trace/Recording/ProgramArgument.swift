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
        if !text.hasSuffix(".py"), catalogue.program(named: text) == nil, Executable.path(of: text) != nil {
            throw TraceError(
                .notFound, "\(text) is a command and no program of ours",
                remedy: "to watch it, put -- before it: dezero-trace record -- \(ShellQuoting.quote(text)) ...")
        }
        if text.hasSuffix(".py") || text.contains("/") { return try ObjectProgram(path: text) }
        guard let program = catalogue.program(named: text) else { throw catalogue.unknown(text) }
        return program
    }

    /// The programs of these names; the standard suite where there are none.
    func programs(_ texts: [String]) throws -> [any Program] {
        try (texts.isEmpty ? Catalogue.standardSuite : texts).map(program)
    }
}
