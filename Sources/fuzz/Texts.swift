import ArgumentParser
import Foundation
import Synchronization

/// Mutated texts, in processes of their own on every core, so that a crash is one text's and not the end of it all.
struct Texts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads texts that are nearly programs or streams: each is read, or refused with a place in it.")

    @Argument(help: "A folder of programs or streams, from which texts are made.")
    var corpus: String

    @Option(help: "What the folder holds.")
    var of = Language.programs

    @Option(help: "The number of the first text; one of its own every time unless given.")
    var first = UInt64.random(in: 1...1_000_000_000)

    @Option(help: "How many.")
    var count: UInt64 = 100_000

    @Flag(help: "Run what parses, too.")
    var runs = false

    /// What one process does; few enough to find a bad one among them soon.
    private static let share: UInt64 = 10_000

    private struct Tally {
        var parsed = 0
        var failures: [String] = []
    }

    func run() throws {
        print("texts \(first)..<\(first + count)")
        let tally = Mutex(Tally())
        let start = ContinuousClock().now
        let shares = stride(from: first, to: first + count, by: Int(Self.share)).map {
            $0..<min($0 + Self.share, first + count)
        }
        DispatchQueue.concurrentPerform(iterations: shares.count) { index in
            let result = Result { try look(at: shares[index]) }
            tally.withLock {
                switch result {
                case .success(.parsed(let parsed)): $0.parsed += parsed
                case .success(.wrong(let what)): $0.failures.append(what)
                case .failure(let error): $0.failures.append("\(error)")
                }
            }
        }
        let (parsed, failures) = tally.withLock { ($0.parsed, $0.failures) }
        for failure in failures { print(failure) }
        print("\(count) texts, \(parsed) parsed, \(failures.count) failures, \(ContinuousClock().now - start)")
        if !failures.isEmpty { throw ExitCode.failure }
    }

    private enum Finding {
        case parsed(Int)
        case wrong(String)
    }

    /// Looks at a range, and where something is wrong in it for the first text that is.
    private func look(at range: Range<UInt64>) throws -> Finding {
        let (status, output) = try process(range)
        if status == 0 { return .parsed(Int(output) ?? 0) }
        guard range.count > 1 else {
            return .wrong("text \(range.lowerBound): \(output.isEmpty ? "signal \(status)" : output)")
        }
        let middle = range.lowerBound + UInt64(range.count / 2)
        for half in [range.lowerBound..<middle, middle..<range.upperBound] {
            if case .wrong(let what) = try look(at: half) { return .wrong(what) }
        }
        return .wrong("texts \(range): \(output), but not in a second attempt")
    }

    private func process(_ range: Range<UInt64>) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = Bundle.main.executableURL
        process.arguments =
            ["text-range", corpus, "--of", of.rawValue, "--first", "\(range.lowerBound)", "--count", "\(range.count)"]
            + (runs ? ["--runs"] : [])
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
