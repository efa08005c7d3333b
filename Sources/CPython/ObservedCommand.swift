public import Foundation
public import TraceModel

/// Runs a command of the user's with the agent offered to every Python in it, and other observers to other programs.
///
/// Every CPython from 3.9 to 3.13 that the command starts, or becomes, is observed; what is none sleeps through it.
public struct ObservedCommand: Sendable {
    /// The command, an argument each.
    public var arguments: [String]
    /// Folders and files whose code is the user's, beside the working folder and the script's.
    public var scopes: [String]
    /// Whether every collection is looked at, whatever that costs.
    public var looksAlways: Bool
    /// The most bytes of a stream.
    public var maxBytes: Int
    /// The fields to hold weakly, as `Type.field` or `module:Type.field`.
    public var weakSlots: [String] = []
    /// What is set in the environment to offer observers to programs of other languages, given the folder for streams.
    public var offers: @Sendable (_ folder: String) -> [String: String] = { _ in [:] }

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
    /// - Returns: what `body` returned.
    /// - Throws: `.notFound`, `.cannotCreate`, `.inputOutput` before the command starts; what `body` throws.
    public func run<Answer>(_ body: (_ status: Int32, _ streams: [String]) throws -> Answer) throws -> Answer {
        try run(findOptions, .own, body)
    }

    /// Runs it once more, unheard and unseen, and hands over the streams of what was watched.
    ///
    /// - Parameters:
    ///   - list: what to watch.
    ///   - input: what the command reads.
    ///   - body: as for ``run(_:)``.
    /// - Returns: what `body` returned.
    /// - Throws: as ``run(_:)``.
    public func run<Answer>(
        watching list: WatchList, input: ReplayedInput, _ body: (_ status: Int32, _ streams: [String]) throws -> Answer
    ) throws -> Answer {
        // An environment variable has room for 128 KiB.
        let options =
            list.made.prefix(100).map { "watch=\($0.columns.joined(separator: "\t"))" }
            + Set(list.near).sorted().prefix(400).map { "near=\($0.columns.joined(separator: "\t"))" }
        return try run(options, .apart(input: try input.again()), body)
    }

    /// Runs it with its output kept, observed or plain, as any other such run: with one seed for hashes.
    ///
    /// - Parameters:
    ///   - isObserved: whether the agent is offered to it.
    ///   - input: what the command reads.
    ///   - seconds: after so long it is killed; nil for never.
    ///   - body: takes what it did, and the paths of the streams.
    /// - Returns: what `body` returned.
    /// - Throws: as ``run(_:)``.
    public func capture<Answer>(
        isObserved: Bool, input: ReplayedInput, within seconds: Double? = nil,
        _ body: (_ run: CapturedRun, _ streams: [String]) throws -> Answer
    ) throws -> Answer {
        let folder = try AgentFolder()
        defer { folder.remove() }
        var environment = ProcessInfo.processInfo.environment
        environment["PYTHONHASHSEED"] = environment["PYTHONHASHSEED"] ?? "0"
        if isObserved {
            environment = folder.environment(environment, offering: offers(folder.path), options(findOptions))
        }
        let (output, errors) = ("\(folder.path)/output", "\(folder.path)/errors")
        let begin = ContinuousClock.now
        let status = try ChildProcess(
            arguments, environment: environment,
            .apart(input: try input.again(), output: output, errors: errors)
        ).wait(within: seconds)
        let run = CapturedRun(
            status: status, output: try Data(contentsOf: URL(fileURLWithPath: output)),
            errors: try Data(contentsOf: URL(fileURLWithPath: errors)),
            seconds: (ContinuousClock.now - begin) / .seconds(1))
        return try body(run, folder.streams)
    }

    private var findOptions: [String] {
        (looksAlways ? ["every-look=yes"] : []) + weakSlots.map { "weak=\($0)" }
    }

    private func options(_ more: [String]) -> [String] {
        ["bytes=\(maxBytes)"] + scopes.map { "scope=\(URL(fileURLWithPath: $0).standardizedFileURL.path)" } + more
    }

    private func run<Answer>(
        _ more: [String], _ streams: ChildProcess.Streams,
        _ body: (_ status: Int32, _ streams: [String]) throws -> Answer
    ) throws -> Answer {
        let folder = try AgentFolder()
        defer { folder.remove() }
        let environment = folder.environment(
            ProcessInfo.processInfo.environment, offering: offers(folder.path), options(more))
        let status = try ChildProcess(arguments, environment: environment, streams).wait()
        return try body(status, folder.streams)
    }
}

/// What a command did whose output was kept.
public struct CapturedRun: Sendable {
    /// Its status as a shell counts it.
    public let status: Int32
    /// What it printed.
    public let output: Data
    /// What it printed as errors.
    public let errors: Data
    /// How long it took.
    public let seconds: Double

    /// Whether another run came to the same.
    public func isSame(as other: CapturedRun) -> Bool {
        status == other.status && output == other.output && errors == other.errors
    }
}
