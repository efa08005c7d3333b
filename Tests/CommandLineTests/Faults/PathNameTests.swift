import Foundation
import Testing

/// A path is the file that was meant, or refused; never another one.
@Suite struct PathNameTests {
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    /// Runs the tool from a shell, which can say bytes that a Swift string cannot.
    private func shell(_ line: String) throws -> Outcome {
        try workplace.run(["/bin/bash", "-c", "tool='\(try Tool.path)'; \(line)"], of: "/usr/bin/env")
    }

    @Test func `an argument that is not UTF-8 is refused, whatever it names`() throws {
        try workplace.output("record", "cycle", "--quiet")
        try workplace.write("a = 1\n", "program.py")
        let before = try workplace.contents()
        let lines = [
            (#"$tool record cycle --database $'\xff.db'"#, #"argument 4 is not UTF-8 text: \xFF.db"#),
            (#"$tool report --database=$'a\xc3'"#, #"argument 2 is not UTF-8 text: --database=a\xC3"#),
            (#"cp program.py $'\xfe.py' && $tool record $'\xfe.py'; rm $'\xfe.py'"#, #"argument 2 is not UTF-8"#),
            (#"$tool report --output $'\xff' --force"#, #"argument 3 is not UTF-8 text: \xFF"#),
            (#"DEZERO_TRACE_DATABASE=$'\xff.db' $tool record cycle"#, "DEZERO_TRACE_DATABASE is not UTF-8 text"),
            (#"DEZERO_TRACE_DATABASE=$'\xff.db' $tool runs"#, "DEZERO_TRACE_DATABASE is not UTF-8 text"),
        ]
        for (line, sentence) in lines {
            let outcome = try shell(line)
            #expect(outcome.errors.hasPrefix("dezero-trace: \(sentence)"), "\(line): \(outcome)")
            #expect(outcome.errors.count { $0.isNewline } == 1)
        }
        #expect(try workplace.contents() == before)
        let outcome = try shell(#"DEZERO_TRACE_DATABASE=$'\xff.db' $tool runs --database dezero-trace.sqlite"#)
        #expect(outcome.status == 0, "what is not asked for does not matter")
    }

    /// Where a file system takes only UTF-8 there are no such names.
    private var takesAnyBytes: Bool {
        get throws { try shell(#"mkdir $'\xfd' 2>&1"#).output.isEmpty }
    }

    @Test func `a database in a folder or behind a link whose name is not UTF-8 is refused`() throws {
        guard try takesAnyBytes else { return }
        let lines = [
            #"cd $'\xfd' && $tool record cycle --database a.db"#,
            #"ln -s $'\xff.db' link.db; $tool record cycle --database link.db"#,
            #"ln -s $'\xfd' folder; $tool record cycle --database folder/a.db"#,
        ]
        for line in lines {
            let outcome = try shell(line)
            #expect(outcome.errors.contains("leads to a name that is not UTF-8 text"), "\(line): \(outcome)")
        }
        #expect(try shell(#"ls -A $'\xfd'"#).output == "")
        #expect(try shell("ls | LC_ALL=C grep -c .").output == "3\n", "the folder and the two links")
    }

    @Test func `a name that ends with a slash is a folder's`() throws {
        try workplace.output("record", "cycle", "--quiet", "--database", "x.db")
        let before = try workplace.contents()
        for (command, name) in [(["record", "cycle"], "x.db/"), (["record", "cycle"], "new/"), (["runs"], "x.db/")] {
            let outcome = try workplace.run(command + ["--database", name])
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("\(name) names a folder, not a database"), "\(outcome)")
        }
        #expect(try workplace.contents() == before)
    }

    @Test func `names that look alike, and a slash with an accent behind it, are files of their own`() throws {
        // Composed and decomposed: to Swift the same text, to the system two names.
        let names = ["\u{E9}.db", "e\u{301}.db", "folder/\u{301}.db"]
        try FileManager.default.createDirectory(at: workplace.place("folder"), withIntermediateDirectories: false)
        for name in names { try workplace.output("record", "cycle", "--quiet", "--database", name) }
        #expect(try shell("ls folder").output == "\u{301}.db\n")
        #if os(Linux)
        #expect(try shell("ls *.db").output.split(separator: "\n").count == 2)
        #endif
    }
}
