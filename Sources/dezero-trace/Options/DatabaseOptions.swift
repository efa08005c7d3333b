import ArgumentParser
import Foundation
import TraceModel
import TraceStore

/// Which database.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("database"),
        help: ArgumentHelp(
            "The recording. (default: DEZERO_TRACE_DATABASE, else \(DatabaseOptions.defaultPath))", valueName: "path"))
    var explicitPath: String?

    /// Where a recording lies when nobody says anything.
    static let defaultPath = "dezero-trace.sqlite"

    /// The database's path.
    var path: String { explicitPath ?? Self.environmentPath ?? Self.defaultPath }

    /// The database, to read from.
    func open() throws -> TraceDatabase {
        try check()
        return try TraceDatabase(path: path)
    }

    /// Refuses a path that no file can have.
    func check() throws {
        guard path.isEmpty else { return }
        throw TraceError(.usage, "--database names no file", remedy: "give the path of a recording")
    }

    /// What a command that reads the same database must be told; empty where it finds it by itself.
    var arguments: String {
        guard let explicitPath else { return "" }
        // A value that begins like an option is only taken behind an equals sign.
        return " --database\(explicitPath.hasPrefix("-") ? "=" : " ")\(ShellQuoting.quote(explicitPath))"
    }

    private static var environmentPath: String? {
        let path = ProcessInfo.processInfo.environment["DEZERO_TRACE_DATABASE"]
        return path?.isEmpty == true ? nil : path
    }
}
