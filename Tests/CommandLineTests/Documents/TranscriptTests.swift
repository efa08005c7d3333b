import Foundation
import Testing

@Suite struct TranscriptTests {
    /// The READMEs and what stands in docs, as far as it shows commands; the gate's need a baseline of their own, and
    /// `GateDocumentationTests` types them.
    static func documents() throws -> [String] {
        let all = try ["README.md", "README.ko.md"].filter(Repository.has) + Repository.files("docs", suffix: ".md")
        return try all.filter { try $0 != "docs/gate.md" && !Transcript.blocks(of: Repository.text($0)).isEmpty }
    }

    /// What a transcript may use beside dezero-trace itself.
    private static let tools: Set = ["dezero-trace", "sqlite3", "cat", "echo", "ls", "grep", "head", "python3"]

    @Test(arguments: try documents()) func `every transcript is what its commands print`(document: String) throws {
        let workplace = try Workplace()
        var status: Int32 = 0
        var changes: [(command: Transcript.Command, printed: [String])] = []
        for block in try Transcript.blocks(of: Repository.text(document)) {
            for command in block.commands {
                let tool = command.text.prefix { $0 != " " }
                let place = "\(document):\(command.line): \(command.text)"
                try #require(Self.tools.contains(String(tool)), "\(place): only \(Self.tools.sorted()) can be run")
                if tool == "cat", try made(command, in: workplace) { continue }
                let outcome = try shell(command.text, after: status, in: workplace)
                status = outcome.status
                var lines = (outcome.output + outcome.errors).components(separatedBy: "\n")
                if lines.last == "" { lines.removeLast() }
                let difference = Transcript.difference(lines, from: command.expected)
                if difference != nil, Self.isRecording { changes.append((command, lines)) }
                #expect(difference == nil, "\(place)\n\(difference ?? "")")
            }
        }
        if !changes.isEmpty { try Repository.write(Transcript.recorded(Repository.text(document), changes), document) }
    }

    /// Whether documents are written anew, as every golden text is; the tests fail all the same.
    private static let isRecording = ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1"

    /// Makes the file that `cat FILE` shows, if it is not there.
    private func made(_ command: Transcript.Command, in workplace: Workplace) throws -> Bool {
        let name = String(command.text.dropFirst("cat ".count))
        guard !FileManager.default.fileExists(atPath: workplace.place(name).path) else { return false }
        try workplace.write(command.expected.map { $0 + "\n" }.joined(), name)
        return true
    }

    /// Runs a line as a shell would that had just run a command with this status.
    private func shell(_ line: String, after status: Int32, in workplace: Workplace) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "(exit \(status)); \(line)"]
        process.currentDirectoryURL = URL(fileURLWithPath: workplace.path)
        let folder = URL(fileURLWithPath: try Tool.path).deletingLastPathComponent().path
        let path = Tool.environment["PATH"].map { "\(folder):\($0)" } ?? folder
        process.environment = Tool.environment.merging(["PATH": path]) { $1 }
        let logs = try Logs()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: logs.output)
        process.standardError = try FileHandle(forWritingTo: logs.errors)
        try process.run()
        process.waitUntilExit()
        return try logs.outcome(of: process)
    }

    @Test func `there is a transcript to check`() throws { #expect(try Self.documents().contains("README.md")) }

    @Test func `a block is split into commands and what they print`() throws {
        let blocks = Transcript.blocks(of: "x\n```console\n$ a \\\n  b\n1\n...\n2\n$ c\n```\n```sh\n$ d\n```\n")
        #expect(blocks.count == 1)
        #expect(blocks[0].commands.map(\.text) == ["a \\\n  b", "c"])
        #expect(blocks[0].commands.map(\.expected) == [["1", "...", "2"], []])
    }

    @Test func `three dots stand for any lines, and nothing else does`() {
        let output = ["1", "2", "3", "4"]
        for expected in [output, ["..."], ["1", "...", "4"], ["...", "2", "...", "4"], ["1", "2", "3", "4", "..."]] {
            #expect(Transcript.difference(output, from: expected) == nil, "\(expected)")
        }
        for expected in [["1", "2", "3"], [], ["...", "3"], ["2", "..."], ["...", "3", "2", "..."], output + ["5"]] {
            #expect(Transcript.difference(output, from: expected) != nil, "\(expected)")
        }
    }
}
