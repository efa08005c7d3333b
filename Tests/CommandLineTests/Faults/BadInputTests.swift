import Foundation
import Testing

/// A call that cannot succeed: what is there before, what is typed, and what must be said.
struct BadInput: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var arguments: [String]
    var status: Int32
    var says: String
    var prepare: @Sendable (Workplace) throws -> Void = { _ in }

    init(
        _ testDescription: String, _ arguments: String, _ status: Int32, _ says: String,
        prepare: @escaping @Sendable (Workplace) throws -> Void = { _ in }
    ) {
        self.testDescription = testDescription
        self.arguments = arguments.split(separator: " ").map(String.init)
        self.status = status
        self.says = says
        self.prepare = prepare
    }

    static let folder: @Sendable (Workplace) throws -> Void = {
        try FileManager.default.createDirectory(at: $0.place("folder"), withIntermediateDirectories: false)
    }
    static let text: @Sendable (Workplace) throws -> Void = { try $0.write("a = obj()\n", "text") }
    static let recorded: @Sendable (Workplace) throws -> Void = { _ = try $0.output("record", "cycle") }
    static let pipe: @Sendable (Workplace) throws -> Void = {
        try #require(mkfifo($0.place("pipe").path, 0o600) == 0)
    }
    static let link: @Sendable (Workplace) throws -> Void = {
        try $0.write("old", "real")
        try FileManager.default.createSymbolicLink(atPath: $0.place("link").path, withDestinationPath: "real")
    }
    static let danglingLink: @Sendable (Workplace) throws -> Void = {
        try FileManager.default.createSymbolicLink(atPath: $0.place("link").path, withDestinationPath: "nothing")
    }
    static let newer: @Sendable (Workplace) throws -> Void = { workplace in
        try workplace.output("record", "cycle")
        // Bytes 60 to 63 of an SQLite file are its user_version, big-endian.
        var data = try Data(contentsOf: workplace.place("dezero-trace.sqlite"))
        data.replaceSubrange(60..<64, with: [0, 0, 0, 3])
        try data.write(to: workplace.place("dezero-trace.sqlite"))
    }

    static let programs = [
        BadInput("unknown program", "record nonsense", 66, "there is no program nonsense; see `dezero-trace"),
        BadInput("mistyped program", "record cyle", 66, "there is no program cyle; did you mean cycle?"),
        BadInput("one unknown among many", "record chain cycel", 66, "there is no program cycel"),
        BadInput("missing file", "record missing.py", 66, "there is no file missing.py"),
        BadInput("command that is none", "record --", 64, "no command stands behind --"),
        BadInput("folder as program", "record folder/", 65, "folder", prepare: folder),
        BadInput("program that does not parse", "record bad.py", 65, "bad.py:1:5: ") {
            try $0.write("a = = b\n", "bad.py")
        },
        BadInput("program that is no text", "record bad.py", 65, "bad.py") {
            try Data([0x61, 0x20, 0x3D, 0x20, 0xFF, 0xFE]).write(to: $0.place("bad.py"))
        },
    ]

    static let databases = [
        BadInput("folder to record into", "record --database folder", 73, "it is a folder", prepare: folder),
        BadInput("pipe to record into", "record --database pipe", 73, "it is not a regular file", prepare: pipe),
        BadInput("pipe to report", "report --database pipe", 65, "pipe is not a regular file", prepare: pipe),
        BadInput("link to nothing", "record --database link", 73, "link to a file that is not", prepare: danglingLink),
        BadInput("link to a text", "record --database link", 65, "link is not an SQLite database", prepare: link),
        BadInput("lock that is a folder", "record --database t", 73, "t.lock is in the way: it is a folder") {
            try FileManager.default.createDirectory(at: $0.place("t.lock"), withIntermediateDirectories: false)
        },
        BadInput("lock that is a pipe", "record --database t", 73, "t.lock is in the way: it is not a regular") {
            try #require(mkfifo($0.place("t.lock").path, 0o600) == 0)
        },
        BadInput("lock that is a text", "record --database t", 73, "t.lock is in the way: it is somebody else's") {
            try $0.write("my notes", "t.lock")
        },
        BadInput("lock that is a link", "record --database t", 73, "t.lock is in the way: it is a symbolic link") {
            try FileManager.default.createSymbolicLink(atPath: $0.place("t.lock").path, withDestinationPath: "u")
        },
        BadInput("folder to report", "report --database folder", 65, "folder is a folder", prepare: folder),
        BadInput("text to record into", "record --database text", 65, "text is not an SQLite database", prepare: text),
        BadInput("text to report", "report --database text", 65, "text is not an SQLite database", prepare: text),
        BadInput("newer version to record into", "record cycle", 65, "newer dezero-trace", prepare: newer),
        BadInput("newer version to report", "report", 65, "newer dezero-trace", prepare: newer),
        BadInput("missing database", "report", 66, "there is no database dezero-trace.sqlite"),
        BadInput("missing folder", "record --database no/t.sqlite", 73, "cannot record into no/t.sqlite"),
        BadInput("name that is none", "record --database=", 64, "missing value for '--database <path>'"),
    ]

    static let values = [
        BadInput("word for a number", "record ring --set n=abc", 64, "'abc' is no value for n of ring; give a whole"),
        BadInput("number out of range", "record ring --set n=-1", 64, "'-1' is no value for n of ring"),
        BadInput("zero", "record ring --set n=0", 64, "from 1 to 10000000"),
        BadInput("unknown key", "record ring --set m=3", 64, "ring has no parameter m; did you mean n?"),
        BadInput("unknown key far from all", "record ring --set zz=3", 64, "no parameter zz; it has n"),
        BadInput("unknown design", "record ring --design foo", 64, "there is no design foo; it is strong, weakref"),
        BadInput(
            "unknown collector", "record ring --collector python", 64, "there is no collector python; use none, cp"),
        BadInput("key of a program without any", "record chain --set n=3", 64, "chain has no parameter n"),
        BadInput("no value at all", "record ring --set n", 64, "the value 'n' is invalid for '--set <key=value>'"),
        BadInput("no iterations", "record dezero-loop --iterations 0", 64, "--iterations must be at least 1, not 0"),
        BadInput("iterations of no loop", "record chain --iterations 3", 64, "chain has no parameter iterations"),
        BadInput("no statements", "record chain --max-statements 0", 64, "--max-statements must be at least 1"),
        BadInput("negative wait", "record chain --wait=-1", 64, "it must be 0 or more seconds"),
        BadInput("wait that is no number", "record chain --wait nan", 64, "it must be 0 or more seconds"),
        BadInput("hexadecimal wait", "record chain --wait=0x5", 64, "it must be 0 or more seconds, as 2.5"),
        BadInput("endless wait", "record chain --wait=1e400", 64, "it must be 0 or more seconds, as 2.5"),
        BadInput("no size", "record chain --max-size 0", 64, "it must be bytes, as 1000000, 500M or 2G"),
        BadInput("size that is no number", "record chain --max-size 5X", 64, "it must be bytes"),
        BadInput("size without digits", "record chain --max-size G", 64, "it must be bytes"),
        BadInput("size past every number", "record chain --max-size 9999999999G", 64, "it must be bytes"),
        BadInput("negative memory", "record chain --max-memory=-1", 64, "it must be bytes"),
        BadInput("hexadecimal fraction", "record sphere --set x=0x1p3", 64, "'0x1p3' is no value for x of sphere"),
    ]

    static let designs = [
        BadInput("unknown design", "record cycle --design strnog", 64, "no design strnog; did you mean strong?"),
        BadInput("undeclared design", "record chain --design weakref", 64, "chain declares no weakref design"),
        BadInput("unknown class", "record cycle --weak objs.a", 64, "did you mean obj.a?"),
        BadInput("unknown field", "record cycle --weak obj.z", 64, "stores a field z"),
        BadInput("slot of a subclass", "record dezero-loop --weak Square.outputs", 64, "Function.outputs"),
        BadInput("no slot", "record cycle --weak obj", 64, "a slot is TYPE.FIELD"),
        BadInput(
            "unknown function", "record dezero --weak f.<locals>.g.x", 64,
            "dezero has no function f.<locals>.g; name Variable.backward.<locals>.add.functions"),
        BadInput("half a design", "record cycle --design obj.a+", 64, "there is no design obj.a+"),
    ]

    static let runs = [
        BadInput("unknown number", "report 99", 66, "no run 99; `dezero-trace runs` lists them", prepare: recorded),
        BadInput("mistyped name", "steps cycle/stron", 66, "did you mean cycle/strong?", prepare: recorded),
        BadInput(
            "program without design", "steps cycle", 66, "did you mean cycle/strong or cycle/weakref?",
            prepare: recorded),
        BadInput("unknown object", "history cycle/strong obj#9", 66, "no object 'obj#9'", prepare: recorded),
    ]

    static let usage = [
        BadInput("mistyped command", "reprot", 64, "there is no command reprot; did you mean report?"),
        BadInput("unknown command", "nonsense", 64, "there is no command nonsense; see `dezero-trace --help`"),
        BadInput("mistyped option", "record --desing strong", 64, "'--desing'. Did you mean '--design'?"),
        BadInput("missing argument", "steps", 64, "argument '<run>'; see `dezero-trace steps --help`"),
        BadInput("unknown format", "runs --format xml", 64, "'text' and 'json'; see `dezero-trace runs --help`"),
    ]

    static let checks = [
        BadInput("zero runs to keep", "runs --prune 0", 64, "--prune must keep at least 1 run", prepare: recorded),
        BadInput("missing database to prune", "runs --prune 1", 66, "there is no database dezero-trace.sqlite"),
        BadInput("text to prune", "runs --prune 1 --database text", 65, "is not an SQLite database", prepare: text),
        BadInput("update of no baseline", "check --update-baseline", 64, "--update-baseline needs --baseline PATH"),
        BadInput(
            "update in a format", "check --update-baseline --baseline b --format json", 64, "takes no --format"),
        BadInput("baseline that is a folder", "check --baseline folder", 65, "not a regular file") {
            try recorded($0)
            try folder($0)
        },
        BadInput(
            "baseline that is a device", "check --baseline /dev/zero", 65, "not a regular file", prepare: recorded),
        BadInput("baseline in no folder", "check --baseline no/b --update-baseline", 73, "cannot create no/b") {
            try recorded($0)
        },
        BadInput(
            "missing known leaks", "check --known no.yaml", 66, "there is no file of known leaks", prepare: recorded),
        BadInput("known leaks that are no text", "check --known k", 65, "k is not UTF-8 text") {
            try recorded($0)
            try Data([0xFF]).write(to: $0.place("k"))
        },
        BadInput("known leak without an owner", "check --known k", 65, "k:2: owner is missing") {
            try recorded($0)
            try $0.write("leaks:\n- {fingerprint: 21b27fcd, program: a, design: b, expires: 2030-01-01}", "k")
        },
        BadInput("missing database to check", "check", 66, "there is no database dezero-trace.sqlite"),
        BadInput("unknown run to check", "check cycle/stron", 66, "did you mean cycle/strong?", prepare: recorded),
    ]

    static let outputs = [
        BadInput("output that exists", "report --output text", 73, "text exists already; replace it with --force") {
            try recorded($0)
            try text($0)
        },
        BadInput("folder as output", "report --output folder --force", 73, "cannot create folder") {
            try recorded($0)
            try folder($0)
        },
        BadInput("link as output", "report --output link --force", 73, "it is a symbolic link") {
            try recorded($0)
            try link($0)
        },
        BadInput("link to nothing as output", "report --output link", 73, "it is a symbolic link") {
            try recorded($0)
            try danglingLink($0)
        },
        BadInput("pipe as output", "report --output pipe --force", 73, "it is not a regular file") {
            try recorded($0)
            try pipe($0)
        },
        BadInput("output in no folder", "report --output no/report", 73, "cannot create no/report", prepare: recorded),
        BadInput("device as output", "report --output /dev/null --force", 73, "not a regular file", prepare: recorded),
    ]

    static let all = programs + databases + values + designs + runs + usage + checks + outputs
}

@Suite struct BadInputTests {
    @Test(arguments: BadInput.all)
    func `bad input is one clear line and a status, and nothing is created or changed`(input: BadInput) throws {
        let workplace = try Workplace()
        try input.prepare(workplace)
        let before = try workplace.contents()
        let outcome = try workplace.run(input.arguments)
        #expect(outcome.status == input.status)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("dezero-trace: "))
        #expect(outcome.errors.contains(input.says), "\(outcome.errors)")
        #expect(outcome.errors.hasSuffix("\n") && outcome.errors.count { $0.isNewline } == 1, "\(outcome.errors)")
        #expect(try workplace.contents() == before)
    }

    @Test func `a folder that cannot be written is said before anything is made`() throws {
        let workplace = try Workplace()
        var places: [String] = []
        // Permissions do not stop root, but nobody can make a file in /proc.
        if FileManager.default.fileExists(atPath: "/proc/self") { places.append("/proc/t.sqlite") }
        if geteuid() != 0 {
            let locked = workplace.place("locked")
            try FileManager.default.createDirectory(
                at: locked, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o555])
            places.append("locked/t.sqlite")
        }
        let before = try workplace.contents()
        for place in places {
            let outcome = try workplace.run("record", "cycle", "--database", place)
            #expect(outcome.status == 73)
            #expect(outcome.errors.hasPrefix("dezero-trace: cannot record into \(place): "))
            #expect(outcome.errors.count { $0.isNewline } == 1)
        }
        #expect(try workplace.contents() == before)
    }

    @Test func `a hostile name reaches standard error escaped`() throws {
        let outcome = try Workplace().run("record", "\u{1B}[31mred\nline")
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("\\u{1B}[31mred\\nline"))
        #expect(outcome.errors.count { $0.isNewline } == 1)
    }
}
