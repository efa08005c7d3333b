import Foundation
import Testing

@Suite(.enabled(if: TerminalScript.path != nil, "needs the command script")) struct TerminalTests {
    let workplace: Workplace

    init() throws {
        workplace = try Workplace()
        try workplace.output("record", "cycle", "--quiet")
    }

    @Test func `a terminal gets colours, unless NO_COLOR or its kind forbids them`() throws {
        #expect(try onTerminal("runs").contains("\u{1B}["))
        #expect(try !onTerminal("runs", environment: ["NO_COLOR": "1"]).contains("\u{1B}["))
        #expect(try onTerminal("runs", environment: ["NO_COLOR": ""]).contains("\u{1B}["))
        #expect(try !onTerminal("runs", environment: ["TERM": "dumb"]).contains("\u{1B}["))
        #expect(try !workplace.output("runs").contains("\u{1B}["))
    }

    @Test func `long work shows a bar on a terminal and nothing elsewhere, and takes it away`() throws {
        let arguments = ["record", "ring", "--set", "n=20000", "--design", "strong"]
        let shown = try onTerminal(arguments)
        #expect(shown.contains(/recording ring\/strong: [\d,]+ events, [\d.]+ [kM]B, [\d.]+ [kM]B\/s/))
        #expect(shown.contains(/analysing ring\/strong [█░]{20} \d+ %/))
        let last = try #require(shown.components(separatedBy: "\u{1B}[2K").last)
        #expect(last.contains("ring/strong") && !last.contains("%"))
        #expect(try workplace.run(arguments).errors == "")
    }

    @Test func `a page is not poured on a terminal`() throws {
        let shown = try onTerminal(["report", "--format", "html"], status: 64)
        #expect(shown.contains("a page is not for a terminal; write it with --output FILE"))
        #expect(!shown.contains("<html"))
        #expect(try workplace.output("report", "--format", "html").hasPrefix("<!DOCTYPE html>"))
    }

    @Test func `a report for a file has no colours, wherever it is asked for`() throws {
        _ = try onTerminal("report", "--output", "report.txt")
        #expect(try !workplace.read("report.txt").contains("\u{1B}"))
        #expect(try workplace.read("report.txt") == workplace.output("report"))
    }

    @Test(arguments: [44, 60, 132]) func `text keeps to the width that COLUMNS says`(width: Int) throws {
        let commands = [
            ["report"], ["steps", "1"], ["runs"], ["scenarios"], ["history", "1", "a"], ["why", "1", "a"],
            ["advise", "cycle"],
        ]
        for command in commands {
            let text = try workplace.run(command, environment: ["COLUMNS": "\(width)"]).output
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(command)")
        }
    }

    /// Runs a command on a terminal of its own, and returns what it showed.
    private func onTerminal(_ arguments: String..., environment: [String: String] = [:]) throws -> String {
        try onTerminal(arguments, environment: environment)
    }

    private func onTerminal(_ arguments: [String], environment: [String: String] = [:], status: Int32 = 0) throws
        -> String
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(TerminalScript.path))
        process.arguments = TerminalScript.arguments(running: [try Tool.path] + arguments)
        process.currentDirectoryURL = URL(fileURLWithPath: workplace.path)
        process.environment = Tool.environment.merging(["TERM": "xterm"]) { $1 }.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        try process.run()
        let shown = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == status)
        return String(decoding: shown, as: UTF8.self)
    }
}

/// `script`, which gives a command a terminal of its own; every Unix has it, but not with the same arguments.
private enum TerminalScript {
    static let path = ["/usr/bin/script", "/bin/script"].first(where: FileManager.default.isExecutableFile)

    static func arguments(running command: [String]) -> [String] {
        #if os(Linux)
        ["-qec", command.map { "'\($0)'" }.joined(separator: " "), "/dev/null"]
        #else
        ["-q", "/dev/null"] + command
        #endif
    }
}
