import Foundation
import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// Lays a graph out with Graphviz's `dot`, a program of its own that reads DOT and writes a picture or positions.
public struct Graphviz: Sendable {
    /// What comes out.
    public enum Format: String, Sendable, CaseIterable {
        /// A picture.
        case svg
        /// The graph with every position, for programs.
        case json
        /// Positions in inches, a line a node and an edge.
        case plain
    }

    /// The program: a name that `PATH` finds, or a path.
    public var executable: String
    /// How long it may take: some graphs with many references take `dot` hours.
    public var timeLimit: Duration
    /// How many bytes it may write.
    public var mostOutput: Int

    /// Graphviz as it is installed on this machine.
    public init(executable: String = "dot", timeLimit: Duration = .seconds(30), mostOutput: Int = 64 << 20) {
        self.executable = executable
        self.timeLimit = timeLimit
        self.mostOutput = mostOutput
    }

    /// Runs `dot`, without a shell, with the graph on its standard input.
    ///
    /// Where it takes or writes too much it is ended; cancelling the task ends it too.
    public func render(_ dot: String, as format: Format) async throws(GraphvizError) -> String {
        let drawn: String?
        do {
            drawn = try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask { try await run(dot, as: format) }
                group.addTask {
                    try await Task.sleep(for: timeLimit)
                    return nil
                }
                // Leaving without the other one: a group waits until its tasks have ended.
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        } catch {
            throw explain(error)
        }
        guard let drawn else { throw .tooSlow(limit: timeLimit) }
        return drawn
    }

    private func run(_ dot: String, as format: Format) async throws -> String {
        // A file, not a pipe: who writes into a pipe whose reader has died is ended by SIGPIPE.
        guard let file = tmpfile() else { throw GraphvizError.failed(Self.systemError) }
        defer { fclose(file) }
        let bytes = Array(dot.utf8)
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count, fflush(file) == 0 else {
            throw GraphvizError.failed(Self.systemError)
        }
        rewind(file)
        let result = try await Subprocess.run(
            executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
            // Quiet: warnings are of no use to someone who wants a picture.
            arguments: ["-q", "-T\(format.rawValue)"],
            input: .fileDescriptor(FileDescriptor(rawValue: fileno(file)), closeAfterSpawningProcess: false),
            output: .string(limit: mostOutput),
            error: .string(limit: mostOutput))
        guard result.terminationStatus.isSuccess else {
            let firstLine = result.standardError.split(whereSeparator: \.isNewline).first.map(String.init)
            throw GraphvizError.failed(firstLine ?? "\(result.terminationStatus)")
        }
        return result.standardOutput
    }

    private static var systemError: String { String(cString: strerror(errno)) }

    private func explain(_ error: any Error) -> GraphvizError {
        switch error {
        case let error as GraphvizError: error
        case let error as SubprocessError where error.code == .executableNotFound: .notInstalled
        case let error as SubprocessError where error.code == .outputLimitExceeded: .tooLong(limit: mostOutput)
        default: .failed("\(error)")
        }
    }
}
