import ArgumentParser
import Foundation
import TraceModel
import TraceStore

/// Which database.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("database"),
        help: ArgumentHelp(
            "The recording. (default: DEZERO_TRACE_DATABASE, else \(DatabaseOptions.defaultPath))", valueName: "path"),
        completion: .file())
    var explicitPath: String?

    /// Where a recording lies by default.
    static let defaultPath = "dezero-trace.sqlite"

    /// The database's path.
    var path: String { explicitPath ?? Self.usualPath }

    /// The path of the recording where no option names one.
    static var usualPath: String { environmentPath ?? defaultPath }

    /// The database, to read from.
    func open() throws -> TraceDatabase {
        try check()
        return try TraceDatabase(path: path)
    }

    /// Refuses a path that no file can have.
    func check() throws {
        guard explicitPath != nil || Self.hasReadableEnvironment else {
            throw TraceError(
                .usage, "DEZERO_TRACE_DATABASE is not UTF-8 text", remedy: "give the recording a name that is")
        }
        guard path.isEmpty else { return }
        throw TraceError(.usage, "--database names no file", remedy: "give the path of a recording")
    }

    /// The files that nothing else may be written over.
    func parts() throws -> DatabaseParts {
        try check()
        return try DatabaseParts(ofDatabase: path)
    }

    /// What a command that reads the same database must be told; empty where it finds it by itself.
    var arguments: String {
        guard let explicitPath else { return "" }
        // A value that begins like an option is only taken behind an equals sign.
        return " --database\(explicitPath.hasPrefix("-") ? "=" : " ")\(ShellQuoting.quote(explicitPath))"
    }

    private static let variable = "DEZERO_TRACE_DATABASE"

    private static var environmentPath: String? {
        let path = ProcessInfo.processInfo.environment[variable]
        return path?.isEmpty == true ? nil : path
    }

    /// Whether the variable holds what a Swift string can: where it does not, another file's name would come of it.
    private static var hasReadableEnvironment: Bool {
        guard let bytes = getenv(variable) else { return true }
        return String(validatingCString: bytes) != nil
    }
}
