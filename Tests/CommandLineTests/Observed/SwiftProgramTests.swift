import Foundation
import Testing

/// The Swift programs of the tests, each built once; nil where no compiler is.
enum WatchedProgram {
    /// It ends in every way.
    static let path = built("modes")
    /// It retains and releases as is known.
    static let events = built("events")

    private static func built(_ name: String) -> String? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "watched-\(UUID().uuidString)")
        let place = folder.appending(path: name)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let source = Repository.root.appending(path: "fixtures/watched/\(name).swift").path
        process.arguments = ["swiftc", "-g", "-swift-version", "5", "-module-name", "App", source, "-o", place.path]
        process.standardError = FileHandle.nullDevice
        guard (try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)) != nil,
            (try? process.run()) != nil
        else { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? place.path : nil
    }
}

/// `record -- ./program`: real Swift programs, by the library that is preloaded into them.
@Suite(.enabled(if: WatchedProgram.path != nil, "there is no Swift compiler"))
struct SwiftProgramTests {
    let workplace: Workplace
    let program: String

    init() throws {
        workplace = try Workplace()
        program = try #require(WatchedProgram.path)
    }

    private func record(_ arguments: String...) throws -> Outcome {
        try workplace.run(["record", "--", program] + arguments)
    }

    private func lastRun() throws -> [String: Any] {
        try #require((try workplace.json("report")["runs"] as? [[String: Any]])?.last)
    }

    @Test func `a ring is named by its classes, fields and capture, with what would free it`() throws {
        let outcome = try record("ring")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("modes/as-built"))
        let run = try lastRun()
        #expect(run["source"] as? String == "swift")
        let findings = try #require(run["findings"] as? [[String: Any]])
        #expect(findings.count == 1)
        #expect(findings.first?["types"] as? [String: Int] == ["Session": 3, "Handler": 3])
        #expect(findings.first?["instances"] as? Int == 3)
        let change = try #require(findings.first?["change"] as? [String: Any])
        #expect(change["kind"] as? String == "weak capture")
        #expect(change["slots"] as? [String] == ["Handler.onClose"])
        let report = try workplace.output("report")
        for line in [
            "╭→ Handler#1   count 1, made at watched/modes.swift:28", ".handler", "captures a",
            "Session#1   count 1, made at watched/modes.swift:27",
            "Let the closure in `Handler.onClose` capture Session weakly",
        ] {
            #expect(report.contains(line), "\(line)\n\(report)")
        }
    }

    @Test func `what counting frees is no leak`() throws {
        #expect(try record("clean").status == 0)
        #expect(try workplace.output("report").contains("Nothing leaks."))
        #expect(try workplace.run("check").status == 0)
    }

    @Test func `what a variable holds is alive, by the path from its name`() throws {
        _ = try record("held")
        let report = try workplace.output("report")
        #expect(report.contains("40 objects of `Session`"))
        #expect(report.contains("`App.Registry.shared.sessions['"), "\(report)")
    }

    /// What it prints, to whom, and how it ends is as if nobody watched; whoever waits for children sees none of ours.
    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            "ring", "clean", "status", "other thread", "handler", "_exit", "mutate", "spawn", "children", "forks",
            "small stack", "unset", "exits", "other user", "signals",
        ])
    func `a program does not notice`(mode: String) throws {
        let plain = try workplace.run([mode], of: program)
        let watched = try record(mode)
        #expect(watched.status == plain.status)
        #expect(watched.output == plain.output)
        #expect(watched.errors.hasPrefix(plain.errors))
        #expect(!watched.errors.contains("crashed"))
    }

    @Test(arguments: [
        ("status", 1), ("other thread", 1), ("handler", 1), ("spawn", 3), ("small stack", 1), ("exits", 1),
        ("other user", 1), ("signals", 2_000),
    ])
    func `its end is seen, however it ends in order`(mode: String, rings: Int) throws {
        _ = try record(mode)
        let runs = try #require(try workplace.json("report")["runs"] as? [[String: Any]])
        let findings = runs.flatMap { $0["findings"] as? [[String: Any]] ?? [] }
        #expect(findings.first?["instances"] as? Int == rings)
    }

    @Test(arguments: [("_exit", 5), ("kill", 137), ("trap", 132)])
    func `an end that nothing can see is told as one, and never as clean`(mode: String, status: Int32) throws {
        #expect(try record(mode).status == status)
        #expect(!(try workplace.output("report").contains("Nothing leaks")))
        #expect(try workplace.run("check").status != 0)
    }

    @Test func `a program that lets go of everything is clean, and not unseen`() throws {
        try workplace.write("func run() { var a = [1]; a.append(2) }\nrun()\n", "freed.swift")
        let build = Process()
        build.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        build.arguments = ["swiftc", "freed.swift", "-o", "swift-freed"]
        build.currentDirectoryURL = URL(fileURLWithPath: workplace.path)
        try build.run()
        build.waitUntilExit()
        // Its name alone makes it no part of the toolchain.
        #expect(try workplace.run("record", "--", "./swift-freed").status == 0)
        #expect(try workplace.output("report").contains("Nothing leaks."))
        #expect(try workplace.run("check").status == 0)
    }

    @Test func `what another user laid out is not looked at`() throws {
        let folder = workplace.place("dezero-trace-other")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try workplace.write("", "dezero-trace-other/1.socket")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        let outcome = try workplace.run("look", "1", environment: ["TMPDIR": workplace.path])
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("no Swift program runs under watch"))
    }

    @Test func `threads that go on while the end is looked at make no finding and no crash`() throws {
        for _ in 0..<5 {
            #expect(try record("mutate").status == 0)
            #expect((try lastRun()["findings"] as? [Any])?.isEmpty == true)
        }
    }

    /// `make torture` does it 500 times.
    @Test func `killed at any moment, it leaves a recording that is whole or reads as interrupted`() throws {
        let kills = ProcessInfo.processInfo.environment["SWIFT_KILLS"].flatMap { Int($0) } ?? 8
        var generator = SystemRandomNumberGenerator()
        var (whole, interrupted) = (0, 0)
        for _ in 0..<kills {
            let delay = Int.random(in: 0..<60_000, using: &generator)
            let outcome = try record("race", String(delay))
            let run = try lastRun()
            let isWhole = run["status"] as? String == "finished"
            #expect(isWhole || run["status"] as? String == "interrupted", "killed after \(delay) µs: \(run)")
            #expect(outcome.status == (isWhole && outcome.status == 0 ? 0 : 137), "killed after \(delay) µs")
            let left = (run["objects"] as? [String: Any])?["leaked"] as? Int
            // What was looked at before is kept, and all of it.
            #expect(left == 4_000 || left == 0 && !isWhole, "killed after \(delay) µs")
            whole += isWhole ? 1 : 0
            interrupted += isWhole ? 0 : 1
        }
        print("\(kills) kills: \(whole) came too late, \(interrupted) interrupted")
    }

    @Test func `what wraps a program is looked through, and what is not watched is told`() throws {
        #expect(try workplace.run("record", "--", "sh", "-c", "\(program) ring").status == 0)
        #expect(try lastRun()["source"] as? String == "swift")
        let other = try workplace.run("record", "--", "true")
        #expect(other.status == 1)
        #expect(other.errors.contains("no Swift program"))
        let toolchain = try workplace.run("record", "--", "swiftc", "--version")
        #expect(toolchain.status == 1)
        #expect(toolchain.errors.contains("of the Swift toolchain"))
    }

    @Test func `a program that serves is looked at while it does, and what grows between two looks shows`() throws {
        let logs = try Logs()
        let input = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Tool.path)
        process.arguments = ["record", "--database", "end.sqlite", "--", program, "serve"]
        process.currentDirectoryURL = URL(fileURLWithPath: workplace.path)
        process.environment = Tool.environment.merging(["TMPDIR": workplace.path]) { $1 }
        process.standardInput = input
        process.standardOutput = try FileHandle(forWritingTo: logs.output)
        process.standardError = try FileHandle(forWritingTo: logs.errors)
        try process.run()
        func serve(_ request: String, _ count: Int, until number: Int) throws {
            try input.fileHandleForWriting.write(contentsOf: Data(String(repeating: "\(request)\n", count: count).utf8))
            let end = ContinuousClock.now + .seconds(30)
            while try !String(contentsOf: logs.output, encoding: .utf8).contains("served \(number)\n"), .now < end {
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
        func look() throws -> String {
            let outcome = try workplace.run("look", environment: ["TMPDIR": workplace.path])
            #expect(outcome.status == 0, "\(outcome.errors)")
            return outcome.output
        }
        try serve("hold", 10, until: 10)
        try serve("leak", 2, until: 12)
        let first = try look()
        #expect(first.contains("leaks 4 objects in 2 cycles"), "\(first)")
        #expect(first.contains("It still ran when this was seen."), "\(first)")
        #expect(first.contains("Alive: 10 objects of `Session`"), "\(first)")
        try serve("hold", 5, until: 17)
        let second = try look()
        #expect(second.contains("15 objects of `Session`"), "\(second)")
        #expect(second.contains("5 more than at the mark before"), "\(second)")
        try serve("hold", 150, until: 167)
        #expect(try look().contains("leaks 4 objects in 2 cycles"))
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let end = try workplace.output("report", "--database", "end.sqlite")
        #expect(end.contains("leaks 4 objects in 2 cycles"), "\(end)")
        #expect(try workplace.run("look", environment: ["TMPDIR": workplace.path]).status == 66)
    }
}
