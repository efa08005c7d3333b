import Foundation
import Testing

@Suite struct DebugTests {
    @Test func `the causes of an error are shown where they are asked for`() throws {
        let workplace = try Workplace()
        try workplace.output("record", "cycle", "--quiet")
        let file = try FileHandle(forWritingTo: workplace.place("dezero-trace.sqlite"))
        try file.truncate(atOffset: 40_000)
        try file.close()
        for (value, lines) in [("1", 2), ("0", 1), ("", 1)] {
            let outcome = try workplace.run("report", environment: ["DEZERO_TRACE_DEBUG": value])
            #expect(outcome.status == 65)
            let errors = outcome.errors.split(separator: "\n")
            #expect(errors.count == lines, "\(errors)")
            #expect(errors.first?.hasPrefix("dezero-trace: dezero-trace.sqlite is damaged: ") == true)
            // 11 is what SQLite calls a malformed image.
            if lines > 1 { #expect(errors.last?.hasPrefix("  caused by: SQLite 11, ") == true) }
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs the device that is always full"))
    func `the chain of causes ends with the system's own words`() throws {
        let workplace = try Workplace()
        let outcome = try workplace.run(
            ["-c", "exec '\(try Tool.path)' scenarios > /dev/full"], of: "/bin/sh",
            environment: ["DEZERO_TRACE_DEBUG": "1"])
        #expect(outcome.status == 74)
        let errors = outcome.errors.split(separator: "\n")
        #expect(errors.first == "dezero-trace: cannot write to standard output; check where it goes")
        #expect(errors.count > 1 && errors.dropFirst().allSatisfy { $0.hasPrefix("  caused by: ") }, "\(errors)")
        #expect(errors.last?.contains("NSPOSIXErrorDomain 28") == true, "ENOSPC")
    }
}
