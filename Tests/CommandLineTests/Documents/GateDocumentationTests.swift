import Foundation
import Testing

/// The commands of docs/gate.md, typed as they stand there.
@Suite struct GateDocumentationTests {
    let workplace: Workplace

    init() throws {
        workplace = try Workplace()
        try FileManager.default.createDirectory(at: workplace.place("programs"), withIntermediateDirectories: false)
        try workplace.write(tree, "programs/tree.py")
    }

    /// A child that knows its parent: the ring of the example of known leaks.
    private let tree = "class Node:\n    pass\n\na = Node()\nb = Node()\na.child = b\nb.parent = a\n"

    /// The lines of the fenced blocks of a language that begin with the command, without what is not built in yet.
    private func commands(in language: String) throws -> [String] {
        var isInside = false
        var commands: [String] = []
        for line in try Repository.text("docs/gate.md").split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") { isInside = line == "```\(language)" }
            let command = line.trimmingCharacters(in: .whitespaces)
            if isInside, command.hasPrefix("dezero-trace ") { commands.append(command) }
        }
        let help = try workplace.output("report", "--help")
        return commands.filter { help.contains("html") || !$0.contains("html") }
    }

    /// Runs a line as a shell does, in the workplace.
    private func status(of command: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = URL(fileURLWithPath: workplace.path)
        let folder = URL(fileURLWithPath: try Tool.path).deletingLastPathComponent().path
        process.environment = Tool.environment.merging([
            "PATH": "\(folder):/usr/bin:/bin", "DEZERO_TRACE_DATABASE": "leaks.sqlite",
            "GITHUB_STEP_SUMMARY": "summary.md",
        ]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test func `every command by hand and in the workflow runs as it stands`() throws {
        try workplace.write("leaks: []\n", "known-leaks.yaml")
        let commands = try commands(in: "sh") + commands(in: "yaml")
        #expect(commands.count >= 11)
        for command in commands { #expect(try status(of: command) == 0, "\(command)") }
        for file in ["leaks.xml", "leaks.sarif", "summary.md"] {
            #expect(try !workplace.read(file).isEmpty, "\(file)")
        }
        #expect(try workplace.read("summary.md").hasPrefix("## dezero-trace: passed"))
    }

    @Test func `the example of known leaks means the ring of such a program`() throws {
        let blocks = try Repository.text("docs/gate.md").components(separatedBy: "```")
        let yaml = try #require(blocks.first { $0.hasPrefix("yaml\nleaks:") })
        try workplace.write(String(yaml.dropFirst(5)), "known-leaks.yaml")
        try workplace.write(tree, "tree.py")
        try workplace.output("record", "tree.py", "--design", "strong", "--quiet")
        let outcome = try workplace.run("check", "--known", "known-leaks.yaml", "--strict")
        #expect(outcome.status == 0)
        #expect(outcome.unbroken.contains("known until 2999-12-31 to graph team: the importer still needs both ways"))
    }
}
