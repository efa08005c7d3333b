import Foundation
import Testing

/// What lies in a place that a recording uses is refused by its own name, and stays as it is.
@Suite struct FilesInTheWayTests {
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    /// Expects that a command refuses with one line that names the obstacle, and that nothing is made or changed.
    private func expectRefusal(
        of arguments: String..., status: Int32 = 73, naming obstacle: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = try workplace.contents()
        let outcome = try workplace.run(arguments)
        #expect(outcome.status == status, "\(outcome)", sourceLocation: sourceLocation)
        #expect(outcome.errors.contains(obstacle), "\(outcome)", sourceLocation: sourceLocation)
        #expect(outcome.errors.count { $0.isNewline } == 1, "\(outcome)", sourceLocation: sourceLocation)
        #expect(try workplace.contents() == before, sourceLocation: sourceLocation)
    }

    private func link(_ target: String, at name: String) throws {
        try FileManager.default.createSymbolicLink(atPath: workplace.place(name).path, withDestinationPath: target)
    }

    private func folder(_ name: String) throws {
        try FileManager.default.createDirectory(at: workplace.place(name), withIntermediateDirectories: false)
    }

    // MARK: The hidden file of a new recording

    @Test func `a dangling link at the hidden name is not followed`() throws {
        try folder("out")
        try link("out/new", at: ".t.recording")
        for writer in ["auto", "pages"] {
            try expectRefusal(
                of: "record", "cycle", "--database", "t", "--writer", writer,
                naming: "/.t.recording is in the way: it is a symbolic link")
        }
        #expect(!FileManager.default.fileExists(atPath: workplace.place("out/new").path))
    }

    @Test func `a link to a file at the hidden name is refused`() throws {
        try workplace.write("mine", "mine")
        try link("mine", at: ".t.recording")
        try expectRefusal(
            of: "record", "cycle", "--database", "t", naming: "/.t.recording is in the way: it is a symbolic link")
    }

    @Test func `a folder, a pipe, a text and a foreign database at the hidden name are told as what they are`() throws {
        let path = workplace.place(".t.recording").path
        let obstacles: [(String, () throws -> Void)] = [
            ("/.t.recording is in the way: it is a folder", { try folder(".t.recording") }),
            ("/.t.recording is in the way: it is not a regular file", { try #require(mkfifo(path, 0o600) == 0) }),
            (
                "/.t.recording is not an SQLite database, and in the way",
                { try workplace.write("note", ".t.recording") }
            ),
            (
                "/.t.recording is an SQLite database of another application, and in the way",
                { try StockSQLite.run(path, "CREATE TABLE mine(x)") }
            ),
            (
                "/.t.recording is in the way: it is another file's second name, a hard link",
                {
                    try workplace.output("record", "cycle", "--quiet", "--database", "other")
                    try FileManager.default.linkItem(at: workplace.place("other"), to: workplace.place(".t.recording"))
                }
            ),
        ]
        for (sentence, make) in obstacles {
            try make()
            try expectRefusal(
                of: "record", "cycle", "--database", "t", naming: "cannot record into t: \(workplace.path)\(sentence)")
            // Nobody reads it as the recording either.
            try expectRefusal(
                of: "report", "--database", "t", status: 66,
                naming: "there is no database t, and \(workplace.path)\(sentence)")
            try FileManager.default.removeItem(atPath: path)
        }
        try workplace.output("record", "cycle", "--quiet", "--database", "t")
    }

    @Test func `a text at the journal of the hidden name is not deleted`() throws {
        try workplace.write("my notes", ".t.recording-journal")
        try expectRefusal(
            of: "record", "cycle", "--database", "t",
            naming: "/.t.recording-journal is in the way: it is none of SQLite's files")
    }

    @Test func `a recording that has not ended is named by the database that it becomes`() throws {
        try workplace.output("record", "cycle", "--quiet", "--database", "t")
        try FileManager.default.moveItem(at: workplace.place("t"), to: workplace.place(".t.recording"))
        for command in [["record", "cycle"], ["report"], ["runs", "--prune", "1"]] {
            let outcome = try workplace.run(command + ["--database", ".t.recording"])
            #expect(outcome.status == 64 && outcome.errors.contains("name the database that it will become"))
        }
        #expect(try names(of: workplace.json("runs", "--database", "t")) == ["cycle/strong", "cycle/weakref"])
    }

    // MARK: The files of SQLite

    @Test(arguments: ["-wal", "-shm", "-journal"])
    func `what lies beside a place where no database is would be laid over a new one`(suffix: String) throws {
        let makers: [(String) throws -> Void] = [
            { try workplace.write("note", $0) }, folder, { try link("nothing", at: $0) },
            { try #require(mkfifo(workplace.place($0).path, 0o600) == 0) },
            // As SQLite itself leaves them.
            { try workplace.write("", $0) },
        ]
        for make in makers {
            try make("t" + suffix)
            for writer in ["auto", "pages", "statements"] {
                try expectRefusal(
                    of: "record", "cycle", "--database", "t", "--writer", writer,
                    naming: "/t\(suffix) is in the way: it is ")
            }
            try FileManager.default.removeItem(at: workplace.place("t" + suffix))
        }
    }

    @Test(arguments: ["-wal", "-shm", "-journal"])
    func `what lies beside a database and is none of its files stays`(suffix: String) throws {
        try workplace.output("record", "cycle", "--quiet", "--database", "t")
        let makers: [(String) throws -> Void] = [
            { try workplace.write("note", $0) }, folder, { try link("nothing", at: $0) },
            {
                try workplace.write("", "mine")
                try FileManager.default.linkItem(at: workplace.place("mine"), to: workplace.place($0))
            },
        ]
        for make in makers {
            try make("t" + suffix)
            try expectRefusal(
                of: "record", "cycle", "--database", "t", naming: "/t\(suffix) is in the way: it is ")
            try expectRefusal(
                of: "runs", "--prune", "1", "--database", "t", status: 65,
                naming: "cannot read t: \(workplace.path)/t\(suffix) is in the way: it is ")
            try FileManager.default.removeItem(at: workplace.place("t" + suffix))
        }
        try workplace.output("record", "cycle", "--quiet", "--database", "t")
    }

    @Test func `a name that another database's files have is none for a database`() throws {
        try workplace.output("record", "cycle", "--quiet", "--database", "t")
        for suffix in ["-wal", "-shm", "-journal", ".lock"] {
            try expectRefusal(
                of: "record", "cycle", "--database", "t" + suffix,
                naming: "this name is kept for what t has beside it")
            try workplace.output("record", "cycle", "--quiet", "--database", "u" + suffix)
        }
    }

    // MARK: The lock

    @Test func `a lock file that is a hard link to another file is refused, and not written`() throws {
        try workplace.write("", "mine")
        try FileManager.default.linkItem(at: workplace.place("mine"), to: workplace.place("t.lock"))
        try expectRefusal(
            of: "record", "cycle", "--database", "t",
            naming: "/t.lock is in the way: it is another file's second name, a hard link")
        #expect(try workplace.read("mine") == "")
    }

    @Test func `a lock file of another program, which has a bare number, is refused`() throws {
        try workplace.write("4711\n", "t.lock")
        try expectRefusal(
            of: "record", "cycle", "--database", "t", naming: "/t.lock is in the way: it is somebody else's file")
    }

    @Test func `the lock file that a killed recorder left is used again`() throws {
        try workplace.write("dezero-trace 4711\n", "t.lock")
        try workplace.output("record", "cycle", "--quiet", "--database", "t")
        #expect(Array(try workplace.contents().keys) == ["t"])
    }
}
