import CPython
import Foundation
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
        let observed = ObservedCommand(
            arguments: command, scopes: scope, looksAlways: everyLook, maxBytes: maxSize.bytes)
        try observed.run { status, streams in
            let recordings = streams.compactMap { try? StreamRecording(path: $0) }
            guard !recordings.isEmpty else {
                Shell.complain(
                    TraceError(
                        .programFailed, "nothing was observed: \(command[0]) started no CPython from 3.9 to 3.13",
                        remedy: "an interpreter with -I, -E or -S has no room for the agent"))
                throw status == 0 ? ExitStatus.programFailed : ExitStatus(rawValue: status)
            }
            do {
                try store(recordings) { try FileHandle.standardError.write(contentsOf: Data($0.utf8)) }
            } catch let error as TraceError {
                Shell.complain(error)
                throw status == 0 ? ExitStatus.inputOutput : ExitStatus(rawValue: status)
            }
            if status != 0 { throw ExitStatus(rawValue: status) }
        }
    }

    private func store(_ recordings: [StreamRecording], _ write: (String) throws -> Void) throws {
        try database.check()
        let session = try RecordingSession(
            path: database.path, toolVersion: Version.current, wait: wait ?? 0, method: writer)
        var lines = ""
        do {
            for recording in recordings {
                lines += recording.line(for: try recording.store(in: session, name: name), name: name)
            }
        } catch {
            try? session.close()
            throw error
        }
        try session.close()
        if !quiet { try write(lines + closing) }
    }
}
