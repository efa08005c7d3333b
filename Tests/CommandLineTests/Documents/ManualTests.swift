import Foundation
import Testing

@Suite struct ManualTests {
    let workplace: Workplace
    let tool: CommandDescription

    init() throws {
        workplace = try Workplace()
        tool = try CommandDescription.ofTool(workplace)
    }

    /// The rows of README.md's table of exit statuses.
    private func statuses() throws -> [(status: String, meaning: String)] {
        let lines = try Repository.text("README.md").components(separatedBy: "\n")
        let first = try #require(lines.firstIndex(of: "## Exit statuses"))
        return lines[first...].dropFirst().prefix { !$0.hasPrefix("## ") }.compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 2, cells[0].first?.isNumber == true else { return nil }
            return (cells[0], cells[1].replacing("`", with: ""))
        }
    }

    @Test func `the man page says what the argument parser says; make manual writes it anew`() throws {
        let version = String(try workplace.output("--version").split(separator: " ")[1])
        let page = ManualPage(tool: tool, version: version, statuses: try statuses()).text
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try Data(page.utf8).write(to: Repository.root.appending(path: "docs/dezero-trace.1"))
            Issue.record("docs/dezero-trace.1 was recorded: read it, then run without RECORD_GOLDEN")
            return
        }
        #expect(try Repository.text("docs/dezero-trace.1") == page, "run make manual")
    }

    @Test func `the man page names every command, and every option that its help names`() throws {
        let page = try Repository.text("docs/dezero-trace.1").replacing("\\-", with: "-")
        #expect(tool.commands.count >= 9)
        for command in tool.commands {
            let parts = page.components(separatedBy: "\n.SS ")
            let section = try #require(parts.first { $0.hasPrefix(command.commandName) }, "\(command.commandName)")
            let options = try workplace.output(command.commandName, "--help").matches(of: /--[a-z][a-z-]*/).map {
                "\($0.0)"
            }
            for option in Set(options) where option != "--version" {
                #expect(section.contains(option), "\(option) of \(command.commandName)")
            }
        }
        for status in try statuses() { #expect(page.contains("\n.B \(status.status)\n\(status.meaning)"), "\(status)") }
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func `a shell completes every command`(shell: String) throws {
        let script = try workplace.output("--generate-completion-script", shell)
        for command in tool.commands { #expect(script.contains(command.commandName), "\(command.commandName)") }
    }

    /// What the scripts ask the command for when somebody presses the tab key.
    @Test func `a shell is offered programs, runs and objects`() throws {
        func offered(_ words: String...) throws -> [String] {
            let outcome = try workplace.run(words)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return outcome.output.split(separator: "\n").map(String.init)
        }
        try workplace.write("pass\n", "mine.py")
        #expect(
            try offered("---completion", "record", "--", "positional@0", "2", "0", "dezero-trace", "record", "")
                .contains("mine.py"))
        #expect(
            try offered("---completion", "report", "--", "positional@0", "2", "0", "dezero-trace", "report", "") == [])
        try workplace.output("record", "cycle", "--quiet")
        #expect(
            try offered("---completion", "report", "--", "positional@0", "2", "0", "dezero-trace", "report", "")
                == ["cycle/strong", "cycle/weakref"])
        #expect(
            try offered(
                "---completion", "why", "--", "positional@1", "3", "0", "dezero-trace", "why", "cycle/strong", "")
                == ["obj#3", "obj#1", "obj#2", "a", "b", "c"])
    }

    /// Runs a target of the Makefile, with everything below the folder `image`.
    private func make(_ target: String) throws {
        let make = Process()
        make.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        make.arguments = [
            "make", "-s", "-C", Repository.root.path, target, "BINARY=\(try Tool.path)",
            "PRELOAD=\(try Tool.path(of: "libDezeroTracePreload.so"))",
            "DESTDIR=\(workplace.path)/image", "PREFIX=/opt/it",
        ]
        let logs = try Logs()
        make.standardOutput = try FileHandle(forWritingTo: logs.output)
        make.standardError = try FileHandle(forWritingTo: logs.errors)
        try make.run()
        make.waitUntilExit()
        let outcome = try logs.outcome(of: make)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func `make install puts all that belongs to the command under PREFIX, make uninstall takes it away`() throws {
        try make("install-files")
        let folder = workplace.place("image/opt/it").path
        func files() throws -> [String] {
            try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.lowercased().contains("dezero") }
                .sorted()
        }
        let installed = try files()
        #expect(
            installed == [
                "bin/dezero-trace", "lib/dezero-trace", "lib/dezero-trace/libDezeroTracePreload.so",
                "share/bash-completion/completions/dezero-trace",
                "share/fish/vendor_completions.d/dezero-trace.fish", "share/man/man1/dezero-trace.1",
                "share/zsh/site-functions/_dezero-trace",
            ])
        #expect(
            try workplace.read("image/opt/it/share/man/man1/dezero-trace.1") == Repository.text("docs/dezero-trace.1"))
        for file in installed {
            let size = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(file)")[.size] as? Int
            #expect(size ?? 0 > 1_000, "\(file)")
        }
        // What is another's stays, in the same folders.
        try workplace.write("another's", "image/opt/it/bin/another-dezero")
        try make("uninstall")
        #expect(try files() == ["bin/another-dezero"])
    }
}
