import Foundation
import TraceModel

/// The compiler and the leak checker of this machine.
enum Tools {
    /// Whether both can be found.
    static var areInstalled: Bool { path(of: "swiftc") != nil && path(of: "valgrind") != nil }

    private static func path(of tool: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// What a tool prints.
    ///
    /// - Throws: ``TraceModel/TraceError`` with what it says where it fails.
    static func output(of command: [String], in folder: URL) throws -> String {
        guard let tool = command.first, let path = path(of: tool) else {
            throw TraceError(.usage, "\(command.first ?? "") is not installed")
        }
        let file = folder.appending(path: "\(tool).out")
        try Data().write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = Array(command.dropFirst())
        // A file, and no pipe: a pipe that nobody empties stops the tool.
        let handle = try FileHandle(forWritingTo: file)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        try handle.close()
        let text = try String(contentsOf: file, encoding: .utf8)
        guard process.terminationStatus == 0 else { throw TraceError(.usage, "\(tool) failed: \(text)") }
        return text
    }
}
