import Foundation
import LeakAnalysis
import Streams
import TraceModel

extension Inspection {
    /// Reads and judges what may be a stream, twice: for its rings, and for what watched objects tell of them.
    static func readStream(_ text: [UInt8]) -> Inspection {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "fuzz-\(ProcessInfo.processInfo.processIdentifier).stream")
        defer { try? FileManager.default.removeItem(at: file) }
        do {
            try Data(text).write(to: file)
            let tally = ObservedTally()
            let observation = try StreamReader(path: file.path).run(into: tally)
            let analysis = tally.finish(observation)
            let accounts = RingExplanations()
            _ = try StreamReader(path: file.path).run(into: accounts)
            accounts.finish()
            var findings = analysis.findings
            for place in findings.indices { _ = accounts.explain(&findings[place]) }
            guard let why = observation.why, observation.end == nil else { return .parsed }
            return hasPlace(why, in: text) ? .refused : .wrong("no place in the stream: \(why)")
        } catch let error as TraceError {
            let isTold = error.code == .badData && error.message.contains(" is no stream of dezero-trace: ")
            return isTold ? .refused : .wrong("an error of another kind: \(error)")
        } catch {
            return .wrong("a stray error: \(error)")
        }
    }

    /// Whether a refusal says `line N of the stream`, of a line that is there.
    private static func hasPlace(_ why: String, in text: [UInt8]) -> Bool {
        let words = why.split(separator: " ")
        guard words.count > 5, words[0] == "line", let line = Int(words[1]) else { return false }
        return (1...text.count { $0 == UInt8(ascii: "\n") } + 1).contains(line)
    }
}
