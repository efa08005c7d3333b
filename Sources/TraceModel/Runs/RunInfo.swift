/// How far a run came.
public enum RunStatus: String, Sendable, Codable {
    /// A recorder is still writing it.
    case recording
    /// It ran to its end.
    case finished
    /// Its recorder was stopped or killed; it is whole as far as it went.
    case interrupted
    /// The program itself failed; it is whole up to there.
    case failed
    /// It grew past a limit and was stopped; it is whole as far as it went.
    case stopped
}

/// What runs beside counting, by the name that the command line takes.
public struct CollectorName: Hashable, Sendable, Codable {
    /// `none`, a profile's name, or `memory:BYTES`.
    public var text: String

    /// Counting alone.
    public static let none = CollectorName(text: "none")

    /// Wraps a name.
    public init(text: String) { self.text = text }

    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// What is known of a run before its first event.
public struct RunDescription: Equatable, Sendable {
    /// The program's name: of a file its path from the working folder on, or its whole path where it lies elsewhere.
    public var program: String
    /// The whole path of the program's file; nil where it is not a file.
    public var path: String?
    /// The design that it ran under.
    public var design: Design
    /// Whether the program's own code makes weak references.
    public var explicitWeakReferences: Bool
    /// The collector beside counting.
    public var collector: CollectorName
    /// What made the events or looks: `simulated`, `cpython`, `swift`.
    public var source: String
    /// What of the run its source sees.
    public var sees: Set<Sight>
    /// How an observed process was started, an argument each; empty where that is unknown.
    public var command: [String]
    /// An object program's text, so that a run can be repeated from its recording; nil for Swift code.
    public var programText: String?
    /// The parameters that the program ran with, by name.
    public var parameters: [String: String]

    /// Describes a run.
    public init(
        program: String,
        path: String? = nil,
        design: Design,
        explicitWeakReferences: Bool = false,
        collector: CollectorName = .none,
        source: String = RunDescription.simulated,
        sees: Set<Sight> = Sight.all,
        command: [String] = [],
        programText: String? = nil,
        parameters: [String: String] = [:]
    ) {
        self.program = program
        self.path = path
        self.design = design
        self.explicitWeakReferences = explicitWeakReferences
        self.collector = collector
        self.source = source
        self.sees = sees
        self.command = command
        self.programText = programText
        self.parameters = parameters
    }
}

extension RunDescription {
    /// The source that runs programs of its own, and sees everything.
    public static let simulated = "simulated"

    /// Whether a process was watched, and no program was run on the simulated heap.
    public var isObserved: Bool { source != Self.simulated }
}

/// A run as a recording holds it.
public struct RunInfo: Equatable, Sendable {
    /// Its number in the database, from 1.
    public var id: Int
    /// What it ran.
    public var description: RunDescription
    /// How far it came.
    public var status: RunStatus
    /// Why it failed, if it did: `Type: message`; of a stopped run what grew too large: `size`, `memory` or `ids`.
    public var failure: String?
    /// When it started, in UTC, as `2026-01-31T12:00:00Z`.
    public var startedAt: String
    /// When it ended, likewise.
    public var finishedAt: String?
    /// How many events it has.
    public var events: Int

    /// Describes a recorded run.
    public init(
        id: Int,
        description: RunDescription,
        status: RunStatus,
        failure: String? = nil,
        startedAt: String,
        finishedAt: String? = nil,
        events: Int
    ) {
        self.id = id
        self.description = description
        self.status = status
        self.failure = failure
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.events = events
    }

    /// The whole paths of other files that some of these runs have under the same name and design.
    public func otherPaths(among runs: [RunInfo]) -> [String] {
        let paths = runs.filter { $0.name == name }.compactMap(\.description.path)
        return Set(paths).subtracting([description.path].compactMap(\.self)).sorted()
    }

    /// `PROGRAM/DESIGN`, as the command line names it.
    public var name: String { "\(description.program)/\(description.design.name)" }
}
