import LeakAnalysis
import Programs
import Reporting
import Streams
import SwiftSource
import TraceModel
import TraceStore

/// Records what a stream says of a process that was watched.
struct StreamRecording {
    /// What was watched.
    private(set) var observation: Observation
    /// What it comes to.
    private(set) var analysis: RunAnalysis
    /// What to watch in another run, to learn what closes its rings.
    let watchList: WatchList
    /// One component of each of its findings, and the names that these use.
    let samples: [LeakSample]
    let names: TraceNames
    /// The retains and releases of watched objects; nil where none were to be noted.
    let log: EventLog?

    /// Reads the stream to its end, or to the line that breaks a rule.
    ///
    /// - Parameters:
    ///   - path: the stream.
    ///   - isOfOwnRun: whether we ran the program ourselves, so that the files it was made of may be opened.
    ///   - stillRuns: whether the program goes on, so that a stream without an end is none that was cut.
    /// - Throws: `.notFound`, `.inputOutput`, `.badData` for a file that is no stream at all.
    init(path: String, isOfOwnRun: Bool = false, stillRuns: Bool = false) throws {
        let tally = ObservedTally()
        log = isOfOwnRun ? EventLog(stream: path) : nil
        observation = try StreamReader(path: path, locator: isOfOwnRun ? SwiftCode() : nil).run(into: tally)
        let goesOn = observation.end == nil && observation.why == nil && stillRuns
        if goesOn { observation.end = .finished }
        if log != nil { observation.sees.insert(.events) }
        analysis = tally.finish(observation)
        if goesOn { analysis.summary.observed?.stillRuns = true }
        watchList = tally.watchList
        samples = tally.samples
        names = tally.names
    }

    /// Adds what another run of the program tells of its rings.
    ///
    /// - Returns: how many are told of.
    mutating func add(_ explanation: Explanation) -> Int {
        let told = explanation.explain(&analysis.findings, of: observation)
        if told > 0 {
            observation.sees.formUnion(explanation.observation.sees)
            analysis.summary.observed?.sees = observation.sees.sorted { $0.rawValue < $1.rawValue }
        }
        return told
    }

    /// Keeps the status with which the watched command ended and, where it is known, the command as it was given.
    mutating func ended(as command: [String]?, with status: Int32) {
        analysis.summary.observed?.exitStatus = Int(status)
        if let command { observation.command = command }
    }

    /// The fields that it had weak, or as it stands.
    private var design: Design {
        let slots = observation.tried.compactMap { Slot($0.slot) }
        return slots.isEmpty ? .asBuilt : .weak(slots)
    }

    /// Whether it tells of a Swift program.
    var isOfSwift: Bool { observation.source == "swift" }

    /// Whether the stream broke off or broke a rule.
    var isCut: Bool { observation.end == nil }

    /// What the recording keeps of the run; `name` is what the user calls the program.
    func description(name: String?) -> RunDescription {
        var description = RunDescription(
            program: name ?? program.name, path: program.path, design: design, source: observation.source,
            sees: observation.sees, command: observation.command)
        if name != nil { description.path = nil }
        return description
    }

    /// A script by its path, a module by its name, an executable or test bundle by the last part of its path.
    private var program: (name: String, path: String?) {
        guard let text = observation.program, !text.isEmpty else { return (observation.programKind ?? "program", nil) }
        switch observation.programKind {
        case "script":
            let file = FileName.of(text)
            return (file.name, file.whole)
        case "executable", "test": return (text.split(separator: "/").last.map(String.init) ?? text, text)
        default: return (text, nil)
        }
    }

    /// Stores the run.
    ///
    /// - Returns: its number.
    private func store(in session: RecordingSession, name: String?) throws -> Int {
        let recorder = try session.begin(description(name: name))
        var analysis = analysis
        if let log {
            let writer = ThreadedRecorder(recorder)
            defer { try? writer.finish() }
            analysis.summary.observed?.notes += try log.replay(into: writer).notes
            try writer.finish()
        }
        switch observation.end {
        case .finished: try recorder.finish(status: .finished)
        case .stopped: try recorder.finish(status: .stopped, failure: observation.why ?? "the source gave up")
        case .refused, .absent:
            try recorder.finish(status: .stopped, failure: "refused: \(observation.why ?? "no reason given")")
        case nil: try recorder.finish(status: .interrupted)
        }
        try recorder.store(analysis)
        return recorder.run
    }

    /// Stores runs together, all of them or none.
    ///
    /// - Returns: their numbers.
    static func store(
        _ recordings: [StreamRecording], in path: String, name: String?, wait: Double = 0,
        method: RecordingMethod = .automatic
    ) throws -> [Int] {
        let session = try RecordingSession(path: path, toolVersion: Version.current, wait: wait, method: method)
        let numbers: [Int]
        do {
            numbers = try recordings.map { try $0.store(in: session, name: name) }
        } catch {
            try? session.close()
            throw error
        }
        try session.close()
        return numbers
    }

    /// The line that says so.
    func line(for run: Int, name: String?) -> String {
        let description = description(name: name)
        let id = String(run)
        let title = DisplayText.escape("\(description.program)/\(description.design.name)")
        return "\(String(repeating: " ", count: max(4 - id.count, 0)))\(id)  \(title)  \(figures)\n"
    }

    /// What is said as soon as it is recorded.
    private var figures: String {
        if observation.end == .refused { return "not observed: \(observation.why ?? "no reason is given")" }
        let (counts, observed) = (analysis.summary.instances, analysis.summary.observed ?? ObservedFigures())
        var text = "\(Figures.count(observed.examined, "object")) examined, \(Figures.text(counts.leaked)) left"
        if counts.collected > 0 { text += ", \(Figures.text(counts.collected)) freed by a collection alone" }
        if observed.likely > 0 { text += ", \(Figures.text(observed.likely)) likely" }
        if let status = observed.exitStatus, status != 0 { text += "; the command ended with status \(status)" }
        return text
    }
}
