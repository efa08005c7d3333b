import CPython
import Foundation
import Reporting
import SwiftSource
import TraceModel
import TraceStore

extension Record {
    /// Records a stream, which is read before the database is touched.
    func recordStream(_ path: String) throws {
        let recording = try StreamRecording(path: path)
        try store([recording]) { try StandardOutput.write($0) }
        guard recording.isCut else { return }
        let why = recording.observation.why ?? "it ends in the middle"
        throw TraceError(
            .badData, "\(path) was recorded as far as it goes: \(why)", remedy: "what it says up to there is kept")
    }

    /// Runs a command with the agent offered to it, and records what was seen; its output stays its own.
    ///
    /// - Throws: the command's status, where that is none of ours.
    func recordCommand() throws {
        try database.check()
        var observed = ObservedCommand(
            arguments: command, scopes: scope, looksAlways: everyLook, maxBytes: maxSize.bytes)
        observed.weakSlots = weakSlots.map(\.description)
        let library = PreloadLibrary()
        observed.offers = {
            PreloadLibrary.environment(
                library, folder: $0, watching: watched, most: maxSize.bytes / Self.bytesOfAnEvent)
        }
        let input = explain ? try ReplayedInput() : nil
        try observed.run { status, streams in
            var recordings = streams.compactMap { try? StreamRecording(path: $0, isOfOwnRun: true) }
            // What ran nothing could not be clean.
            let foundNone = recordings.contains { $0.observation.end == .absent }
            recordings.removeAll { $0.observation.end == .absent }
            for place in recordings.indices {
                // One interpreter is what the command became, whatever it went through on its way.
                recordings[place].ended(as: recordings.count == 1 ? command : nil, with: status)
            }
            guard !recordings.isEmpty else {
                Shell.complain(nothingRecorded(foundNoProgram: foundNone, hasStreams: !streams.isEmpty))
                throw status == 0 ? ExitStatus.programFailed : ExitStatus(rawValue: status)
            }
            do {
                // What a signal ended is not wanted again.
                if let input, status < 128 { try explain(&recordings, by: observed, input) }
                try tellWhatSwiftIsNot(recordings)
                tellWhatWasNotMade(recordings)
                try store(recordings) { try FileHandle.standardError.write(contentsOf: Data($0.utf8)) }
            } catch let error as TraceError {
                Shell.complain(error)
                throw status == 0 ? ExitStatus.inputOutput : ExitStatus(rawValue: status)
            }
            for slot in recordings.flatMap(\.observation.tried) {
                if let why = slot.whyNotWeak { Shell.complain(TraceError(.usage, why)) }
            }
            if status != 0 { throw ExitStatus(rawValue: status) }
        }
    }

    /// What an event takes in a recording, about.
    private static let bytesOfAnEvent = 24

    private func nothingRecorded(foundNoProgram: Bool, hasStreams: Bool) -> TraceError {
        if foundNoProgram {
            return TraceError(
                .notFound, "nothing was recorded: the interpreter found no program to run",
                remedy: "check the path of the script, or the name of the module")
        }
        if hasStreams {
            return TraceError(
                .inputOutput, "nothing was recorded: what the agent wrote cannot be read",
                remedy: "see whether the folder for temporary files is full")
        }
        return nothingObserved(of: command[0])
    }

    /// Why nobody reported in, as far as the command's file tells.
    private func nothingObserved(of command: String) -> TraceError {
        func error(_ why: String, _ remedy: String) -> TraceError {
            TraceError(.programFailed, "nothing was observed: \(command) \(why)", remedy: remedy)
        }
        switch Executable(command: command) {
        case .setUser:
            return error("runs as another user, and gets no observer", "run it as that user, without the bit")
        case .staticSwift:
            return error(
                "has Swift's standard library linked into it, where a library to preload does not reach",
                "build it without --static-swift-stdlib, or link the product DezeroTraceObserver into it")
        case .swift where PreloadLibrary() == nil:
            return error(
                "is a Swift program, and the library that watches those is not there",
                "it is libDezeroTracePreload.so, beside dezero-trace or in ../lib/dezero-trace")
        case .swift:
            return error(
                "is a program of the Swift toolchain, or ended before it began", "see docs/swift-programs.md")
        case .other:
            return error(
                "started no CPython from 3.9 to 3.13 and no Swift program",
                "an interpreter with -I, -E or -S has no room for the agent")
        }
    }

    /// Runs the command once more, to see which statements close and lose the rings that it had.
    private func explain(
        _ recordings: inout [StreamRecording], by observed: ObservedCommand, _ input: ReplayedInput
    ) throws {
        var list = WatchList()
        for recording in recordings where !recording.isOfSwift { list.add(recording.watchList) }
        let rings = recordings.reduce(0) { $0 + $1.analysis.findings.count }
        guard !list.made.isEmpty else { return }
        try say("Running it again, to see which statements close and lose its rings; its output is not shown.\n")
        let explanations = try observed.run(watching: list, input: input) { _, streams in
            streams.compactMap { try? Explanation(path: $0) }
        }
        var told = 0
        for explanation in explanations {
            for place in recordings.indices { told += recordings[place].add(explanation) }
        }
        let why = explanations.first { $0.observation.end == .stopped }?.observation.why
        let ending = why.map { ": \($0)" } ?? "."
        let full = why == nil ? "" : "."
        try say("Ran it again: it told of \(told) of \(Figures.count(rings, "ring"))\(ending)\(full)\n")
    }

    /// What was asked for, and is done for Python programs alone.
    private func tellWhatSwiftIsNot(_ recordings: [StreamRecording]) throws {
        guard recordings.contains(where: \.isOfSwift) else { return }
        if explain {
            try say(
                "--explain does nothing for a Swift program; a test tells its closing store (docs/swift-leaks.md).\n")
        }
        if !weakSlots.isEmpty {
            try say("--weak does nothing for a Swift program: there a field is weak by its declaration.\n")
        }
    }

    /// Types to watch of which no object was made.
    private func tellWhatWasNotMade(_ recordings: [StreamRecording]) {
        let logs = recordings.compactMap(\.log)
        // Of a Swift program without a log its source says why.
        if !watched.isEmpty, !recordings.contains(where: \.isOfSwift) {
            Shell.complain(
                TraceError(
                    .usage, "--watch did nothing: it is for Swift programs",
                    remedy: "of a Python program, --explain tells what closes its rings"))
        }
        for type in watched where !logs.isEmpty && !logs.contains(where: { $0.tells(of: type) }) {
            let known = Set(recordings.flatMap { $0.names.types.filter { $0.role == .subject }.map(\.name) })
            let remedy =
                known.contains(type)
                ? "a subclass is watched by its own name"
                : Suggestion.remedy(
                    Suggestion.closest(to: type, among: known.sorted()),
                    then: "name a class as Type, Outer.Type or Module.Type")
            Shell.complain(TraceError(.usage, "no object of \(type) was made", remedy: remedy))
        }
    }

    /// The command that shows the events of a watched object.
    private func wayToHistory(_ recordings: [StreamRecording], _ numbers: [Int]) -> String {
        let first = zip(recordings, numbers).compactMap { recording, number in
            recording.log?.firstType.map { (number, $0) }
        }.first
        guard let (number, type) = first else { return "" }
        let object = ShellQuoting.quote("\(type)#1")
        return """
            The retains and releases of the first object that was watched:
            \(DisplayText.escape("dezero-trace history \(number) \(object)\(database.arguments)"))

            """
    }

    private func say(_ line: String) throws {
        if !quiet { try FileHandle.standardError.write(contentsOf: Data(line.utf8)) }
    }

    private func store(_ recordings: [StreamRecording], _ write: (String) throws -> Void) throws {
        try database.check()
        let numbers = try StreamRecording.store(
            recordings, in: database.path, name: name, wait: wait ?? 0, method: writer)
        let lines = zip(recordings, numbers).map { $0.line(for: $1, name: name) }.joined()
        if !quiet { try write(lines + closing + wayToHistory(recordings, numbers)) }
    }
}

extension TriedSlot {
    /// Why the run was not what its design says; nil where it was.
    fileprivate var whyNotWeak: String? {
        if installed == 0 { return "\(slot) was not made weak: no class that the program made has such a field" }
        if stores == 0 { return "\(slot) was not made weak: nothing was stored in it where that could be seen" }
        return strong > 0 ? "\(slot) stayed strong in \(strong) of \(Figures.count(stores, "store"))" : nil
    }
}
