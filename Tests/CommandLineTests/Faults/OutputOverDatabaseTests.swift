import Foundation
import Testing

/// No report is written over the recording that it is made of.
@Suite struct OutputOverDatabaseTests {
    let workplace: Workplace

    init() throws {
        workplace = try Workplace()
        try workplace.output("record", "cycle", "--quiet", "--database", "c.db")
        try FileManager.default.createDirectory(at: workplace.place("folder"), withIntermediateDirectories: false)
        try FileManager.default.linkItem(at: workplace.place("c.db"), to: workplace.place("folder/hard"))
        try FileManager.default.createSymbolicLink(
            atPath: workplace.place("soft").path, withDestinationPath: "folder/../c.db")
    }

    private static let commands = [
        ["report", "--force", "--output"], ["check", "--force", "--output"], ["graph", "1", "--force", "--output"],
        ["check", "--update-baseline", "--baseline"],
    ]

    private func expectRefusal(
        _ output: String, database: String = "c.db", says: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = try workplace.contents()
        for command in Self.commands {
            let outcome = try workplace.run(command + [output, "--database", database])
            #expect(outcome.status == 73, "\(command) \(outcome)", sourceLocation: sourceLocation)
            #expect(
                outcome.errors == "dezero-trace: cannot create \(output): \(says)\n", sourceLocation: sourceLocation)
        }
        #expect(try workplace.contents() == before, sourceLocation: sourceLocation)
    }

    @Test func `a report over its database is refused, by whatever name`() throws {
        let names = ["c.db", "./c.db", workplace.place("c.db").path, "folder/hard", "folder/../c.db"]
        for name in names { try expectRefusal(name, says: "it is the database c.db; name another file") }
        try expectRefusal("c.db", database: "soft", says: "it is the database soft; name another file")
        try expectRefusal(
            "soft", says: "it is a symbolic link; name a file in a folder that can be written")
    }

    @Test func `a report at the place of a database's log, journal, lock or hidden file is refused`() throws {
        let roles = [
            ("c.db-wal", "the write-ahead log of c.db"), ("c.db-shm", "the index of the log of c.db"),
            ("c.db-journal", "the journal of c.db"), ("c.db.lock", "the place of a recorder's lock on c.db"),
            (".c.db.recording", "the place of an unfinished recording of c.db"),
            (".c.db.recording-journal", "the journal of an unfinished recording of c.db"),
        ]
        for (name, role) in roles { try expectRefusal(name, says: "it is \(role); name another file") }
    }

    @Test func `a report goes to a file beside it`() throws {
        try workplace.output("report", "--database", "c.db", "--output", "c.db.txt")
        try workplace.output("report", "--database", "c.db", "--output", "folder/report", "--force")
        #expect(try workplace.read("c.db.txt") == workplace.read("folder/report"))
    }

    @Test func `a report at a name that ends with a slash is refused`() throws {
        let outcome = try workplace.run("report", "--database", "c.db", "--output", "report.txt/")
        #expect(outcome.status == 73)
        #expect(outcome.errors == "dezero-trace: cannot create report.txt/: that is a folder's name; name a file\n")
    }
}
