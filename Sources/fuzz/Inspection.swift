import Foundation
import ObjectPrograms
import Programs
import TraceModel

/// What became of one text.
enum Inspection {
    case parsed
    case refused
    /// Neither read nor an error with a place, or too slow.
    case wrong(String)

    /// How long a text may take.
    private static let limit = Duration.seconds(1)

    init(of text: [UInt8], in language: Language, runs: Bool) {
        let start = Self.processorTime
        let found =
            switch language {
            case .programs: Self.parse(text, runs: runs)
            case .streams: Self.readStream(text)
            }
        let time = Self.processorTime - start
        self = time > Self.limit ? .wrong("it took \(time)") : found
    }

    /// What this process has used so far, however busy the machine is.
    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private static func parse(_ text: [UInt8], runs: Bool) -> Inspection {
        do {
            let program = try ObjectProgram(name: "text", file: "text.py", bytes: text)
            if runs {
                let settings = RunSettings(design: .strong, parameters: try ParameterValues(of: program))
                _ = try ProgramRunner.run(program, settings: settings, maximumStatements: 1_000)
            }
            return .parsed
        } catch let error as TraceError {
            return place(of: error, isIn: text) ? .refused : .wrong("an error without a place in the text: \(error)")
        } catch {
            return .wrong("a stray error: \(error)")
        }
    }

    /// Whether an error says `text.py:LINE:COLUMN: what`, of a line and column that are there, and what to do.
    private static func place(of error: TraceError, isIn text: [UInt8]) -> Bool {
        let parts = error.message.split(separator: ":", maxSplits: 3)
        guard error.code == .badData, error.remedy?.isEmpty == false, parts.count == 4, parts[0] == "text.py",
            let line = Int(parts[1]), let column = Int(parts[2])
        else { return false }
        let lineEnds = text.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return (1...lineEnds + 2).contains(line) && (1...text.count + 1).contains(column)
    }
}
