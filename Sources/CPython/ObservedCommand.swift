import Foundation
public import TraceModel

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
        try run(looksAlways ? ["every-look=yes"] : [], .own, body)
    }

    /// Runs it once more, unheard and unseen, and hands over the streams of what was watched.
    ///
    /// - Parameters:
    ///   - list: what to watch.
    ///   - input: what the command reads.
    /// - Throws: as ``run(_:)``.
    public func run<Answer>(
        watching list: WatchList, input: ReplayedInput, _ body: (_ status: Int32, _ streams: [String]) throws -> Answer
    ) throws -> Answer {
        // An environment variable has room for 128 KiB.
        let options =
            list.made.prefix(100).map { "watch=\($0.columns.joined(separator: "\t"))" }
            + Set(list.near).sorted().prefix(400).map { "near=\($0.columns.joined(separator: "\t"))" }
        return try run(options, .silent(input: try input.again()), body)
    }

    private func run<Answer>(
        _ options: [String], _ streams: ChildProcess.Streams,
        _ body: (_ status: Int32, _ streams: [String]) throws -> Answer
    ) throws -> Answer {
        let folder = try AgentFolder()
        defer { folder.remove() }
        let scopes = scopes.map { "scope=\(URL(fileURLWithPath: $0).standardizedFileURL.path)" }
        let environment = folder.environment(
            ProcessInfo.processInfo.environment, ["bytes=\(maxBytes)"] + scopes + options)
        let status = try ChildProcess(arguments, environment: environment, streams).wait()
        return try body(status, folder.streams)
    }
}
