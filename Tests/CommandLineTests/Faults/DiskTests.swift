import Foundation
import Testing

@Suite(.serialized) struct DiskTests {
    let workplace: Workplace

    init() throws {
        workplace = try Workplace()
        try workplace.write(SignalTests.endless, "endless.py")
    }

    @Test(.timeLimit(.minutes(1)), arguments: [64, 400])
    func `a recording that finds no room says so, and is whole so far`(kilobytes: Int) throws {
        try workplace.output("record", "cycle", "--quiet", "--database", "old.sqlite")
        let outcome = try workplace.run("record", "endless.py", "--quiet", fileSize: kilobytes)
        #expect(outcome.status == 74 || outcome.status == 73, "\(outcome)")
        #expect(outcome.errors.hasPrefix("dezero-trace: cannot "), "\(outcome)")
        #expect(outcome.errors.count { $0.isNewline } == 1, "\(outcome)")
        if try workplace.contents().keys.contains("dezero-trace.sqlite") {
            let runs = try #require(try workplace.json("runs")["runs"] as? [[String: Any]])
            #expect(runs.map { $0["status"] as? String } == ["interrupted"])
            #expect(try workplace.output("report").contains("Partial: "))
        }
        try workplace.output("record", "cycle", "--quiet")
        #expect(
            Set(try workplace.contents().keys) == ["dezero-trace.sqlite", "old.sqlite", "endless.py"],
            "the next recorder tidies up")

        // Into what was there before: nothing of it is lost.
        let before = try workplace.output("report", "--database", "old.sqlite")
        let second = try workplace.run(
            "record", "endless.py", "--quiet", "--database", "old.sqlite", fileSize: kilobytes)
        #expect(second.status == 74 || second.status == 73, "\(second)")
        #expect(try workplace.output("report", "1", "2", "--database", "old.sqlite") == before)
    }

    @Test func `a report that finds no room leaves what was there`() throws {
        try workplace.output("record", "--quiet")
        try workplace.write("old", "report.json")
        let before = try workplace.contents()
        for arguments in [["report.json", "--force"], ["new.json"]] {
            let outcome = try workplace.run(
                ["report", "--format", "json", "--output"] + arguments, fileSize: 1)
            #expect(outcome.status == 74)
            #expect(outcome.errors == "dezero-trace: cannot write \(arguments[0]); check the disk's free space\n")
            #expect(try workplace.contents() == before)
        }
    }

    @Test(.enabled(if: LesserRights.areNeeded)) func `what may not be written is said before anything is made`() throws
    {
        try workplace.output("record", "cycle", "--quiet")
        let whole = try workplace.output("report")
        chmod(workplace.place("dezero-trace.sqlite").path, 0o444)
        for mode in [0o777, 0o555] as [mode_t] {
            chmod(workplace.path, mode)
            let before = try workplace.contents()
            let outcome = try workplace.run("record", "cycle", rights: .lesser)
            #expect(outcome.status == 73, "\(outcome)")
            #expect(outcome.errors.hasPrefix("dezero-trace: cannot record into dezero-trace.sqlite: "), "\(outcome)")
            #expect(outcome.errors.count { $0.isNewline } == 1, "\(outcome)")
            #expect(try workplace.run("report", rights: .lesser).output == whole, "reading needs no rights to write")
            #expect(try workplace.contents() == before)
        }
        let file = try workplace.run("report", "--output", "report.txt", rights: .lesser)
        #expect(file.status == 73 && file.errors.contains("cannot create report.txt: Permission denied"), "\(file)")
        chmod(workplace.place("dezero-trace.sqlite").path, 0)
        let unreadable = try workplace.run("report", rights: .lesser)
        #expect(unreadable.status == 74, "\(unreadable)")
        #expect(unreadable.errors.hasPrefix("dezero-trace: cannot read dezero-trace.sqlite: "), "\(unreadable)")
    }
}

/// Whose rights a command has.
enum Rights {
    case own, lesser
}

/// Nothing is forbidden to root, who therefore must become somebody else to be refused.
enum LesserRights {
    static let nobody = "65534"
    static let tool = ["/usr/bin/setpriv", "/bin/setpriv"].first(where: FileManager.default.isExecutableFile)
    static var areNeeded: Bool { geteuid() != 0 || tool != nil }

    static var command: [String] {
        guard geteuid() == 0, let tool else { return [] }
        return [tool, "--reuid", nobody, "--regid", nobody, "--clear-groups"]
    }
}

extension Workplace {
    func run(_ arguments: String..., fileSize kilobytes: Int) throws -> Outcome {
        try run(arguments, fileSize: kilobytes)
    }

    /// Runs a command that may make no file larger than so many kilobytes; with 0 nobody could read its complaint.
    func run(_ arguments: [String], fileSize kilobytes: Int) throws -> Outcome {
        try run(
            ["/bin/bash", "-c", "ulimit -f \(kilobytes); exec \"$@\"", "bash", try Tool.path] + arguments,
            of: "/usr/bin/env")
    }

    func run(_ arguments: String..., rights: Rights) throws -> Outcome {
        try run((rights == .lesser ? LesserRights.command : []) + [try Tool.path] + arguments, of: "/usr/bin/env")
    }
}
