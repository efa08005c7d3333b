import Foundation
import Testing

@Suite struct EarlySignalTests {
    @Test(.timeLimit(.minutes(1))) func `a signal in the first moments of a recording is not lost`() throws {
        for delay in stride(from: 0, to: 60_000, by: 5_000) {
            let workplace = try Workplace()
            let logs = try Logs()
            let process = try workplace.start(
                ["record", "dezero-loop", "--iterations", "1000000000", "--set", "dim=1", "--design", "strong"],
                logs: logs)
            usleep(UInt32(delay))
            kill(process.processIdentifier, SIGTERM)
            process.waitUntilExit()
            // Whoever listens already ends with 143; before that the system ends the process.
            let expected: Int32 = process.terminationReason == .uncaughtSignal ? SIGTERM : 143
            #expect(process.terminationStatus == expected, "after \(delay) µs")
        }
    }
}
