import Foundation
import Testing

/// The built binaries.
enum Tool {
    /// The command's path.
    static var path: String { get throws { try path(of: "dezero-trace") } }

    /// The path of a binary: it lies beside the tests.
    static func path(of name: String) throws -> String {
        let bundles = Bundle.allBundles.map(\.bundleURL) + [Bundle.main.bundleURL]
        let places = bundles + [Bundle.main.executableURL].compactMap { $0 }
        let candidates = places.flatMap { place in
            [place, place.deletingLastPathComponent()].map { $0.appending(path: name).path }
        }
        return try #require(
            candidates.first { path in
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            }, "the binary \(name) is not beside the tests")
    }

    /// Nothing of the caller's settings, so that a test says the same everywhere.
    static var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        for name in ["DEZERO_TRACE_DATABASE", "COLUMNS", "NO_COLOR", "TERM"] { environment[name] = nil }
        return environment
    }
}

/// What a command did.
struct Outcome: Equatable {
    var status: Int32
    var output: String
    var errors: String
}

/// A folder of its own for one test, in which commands run; gone with it.
final class Workplace {
    let path: String

    init() throws {
        // Without symbolic links, since messages name paths as they were given.
        let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        path = folder.appending(path: "command-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A place in the folder.
    func place(_ name: String) -> URL { URL(fileURLWithPath: path).appending(path: name) }

    /// Writes a file.
    func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: place(name)) }

    /// The text of a file.
    func read(_ name: String) throws -> String {
        try #require(String(bytes: try Data(contentsOf: place(name)), encoding: .utf8))
    }

    /// Starts a command; its output goes into files, so that it never waits for a reader.
    func start(
        _ arguments: [String], of binary: String? = nil, environment: [String: String] = [:], logs: Logs
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try binary ?? Tool.path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        process.environment = Tool.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: logs.output)
        process.standardError = try FileHandle(forWritingTo: logs.errors)
        try process.run()
        return process
    }

    /// Runs a command to its end.
    @discardableResult
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
        try run(arguments, environment: environment)
    }

    /// Runs a command, or another binary, to its end.
    @discardableResult
    func run(
        _ arguments: [String], of binary: String? = nil, environment: [String: String] = [:]
    ) throws -> Outcome {
        let logs = try Logs()
        let process = try start(arguments, of: binary, environment: environment, logs: logs)
        process.waitUntilExit()
        return try logs.outcome(of: process)
    }

    /// Runs a command that must succeed, and returns what it printed.
    @discardableResult
    func output(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let outcome = try run(arguments)
        #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
        return outcome.output
    }

    /// Runs a command that must succeed and print a JSON object.
    func json(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> [String: Any] {
        let outcome = try run(arguments + ["--format", "json"])
        #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
        let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return try #require(value as? [String: Any], sourceLocation: sourceLocation)
    }

    /// Every name in the folder and below, with the bytes of every file and the time of its last change.
    func contents() throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: place(name).path)
            let isFile = attributes[.type] as? FileAttributeType == .typeRegular
            let date = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            contents[name] = Data("\(isFile ? date : 0) ".utf8) + (isFile ? try Data(contentsOf: place(name)) : Data())
        }
        return contents
    }
}

/// Where a command's output goes: outside of the folder that it is watched in.
final class Logs {
    let output: URL
    let errors: URL

    init() throws {
        let base = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)").path
        output = URL(fileURLWithPath: base + ".out")
        errors = URL(fileURLWithPath: base + ".err")
        for file in [output, errors] { try Data().write(to: file) }
    }

    deinit { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }

    func outcome(of process: Process) throws -> Outcome {
        Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try #require(String(bytes: try Data(contentsOf: output), encoding: .utf8)),
            errors: try #require(String(bytes: try Data(contentsOf: errors), encoding: .utf8)))
    }
}
