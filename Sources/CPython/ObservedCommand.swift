import Foundation
import TraceModel

/// Runs a command of the user's with the agent offered to every Python in it.
///
/// The first CPython from 3.9 to 3.13 that the command starts, or becomes, is observed; what is none sleeps through it.
public struct ObservedCommand {
    /// The command, an argument each.
    public var arguments: [String]
    /// Folders and files whose code is the user's, beside the working folder and the script's.
    public var scopes: [String]
    /// Whether every collection is looked at, whatever that costs.
    public var looksAlways: Bool
    /// The most bytes of a stream.
    public var maxBytes: Int

    /// Describes a command.
    public init(arguments: [String], scopes: [String] = [], looksAlways: Bool = false, maxBytes: Int = 1 << 31) {
        self.arguments = arguments
        self.scopes = scopes
        self.looksAlways = looksAlways
        self.maxBytes = maxBytes
    }

    /// Runs it to its end, and hands over the streams that it left while they are there.
    ///
    /// - Parameter body: takes the paths of the streams; they are gone when it returns.
    /// - Returns: the command's status as a shell counts it, and what `body` returned.
    /// - Throws: `.notFound`, `.cannotCreate`, `.inputOutput` before the command starts; what `body` throws.
    public func run<Answer>(_ body: (_ status: Int32, _ streams: [String]) throws -> Answer) throws -> Answer {
        let folder = try AgentFolder()
        defer { folder.remove() }
        let environment = folder.environment(
            ProcessInfo.processInfo.environment, scopes: scopes, looksAlways: looksAlways, maxBytes: maxBytes)
        let status = try ChildProcess(arguments, environment: environment).wait()
        return try body(status, folder.streams)
    }
}
