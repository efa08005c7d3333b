import Foundation
import GoldenFiles
import Testing

@Suite struct HelpTests {
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    @Test(.tags(.golden)) func `without arguments it says what there is and where to start`() throws {
        let help = try workplace.output()
        try expectGolden(help, "help.txt")
        #expect(try workplace.output("--help") == help)
        #expect(try workplace.output("help") == help)
    }

    @Test(
        .tags(.golden),
        arguments: ["record", "report", "check", "steps", "history", "graph", "runs", "scenarios", "look"])
    func `every command explains itself with examples`(command: String) throws {
        let help = try workplace.output(command, "--help")
        try expectGolden(help, "help-\(command).txt")
        #expect(help.contains("EXAMPLES"))
        #expect(help.contains("dezero-trace \(command)"))
    }

    @Test func `the examples of the help run as they stand`() throws {
        try workplace.write("class Node:\n    pass\n\na = Node()\na.parent = a\n", "program.py")
        try workplace.write("leaks: []\n", "known-leaks.yaml")
        try workplace.write("print('observed')\n", "app.py")
        try workplace.write(
            try Repository.text("fixtures/streams/alive-and-growing.stream"), "watched.stream")
        let place = workplace.place(".build/debug")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let server = try #require(WatchedProgram.events, "there is no Swift compiler")
        try FileManager.default.copyItem(atPath: server, toPath: place.appending(path: "server").path)
        for command in ["record", "report", "check", "steps", "history", "graph", "runs", "scenarios"] {
            let help = try workplace.output(command, "--help")
            let lines = help.split(separator: "\n")
            let examples = lines.filter { $0.hasPrefix("  dezero-trace ") && !$0.contains("other.sqlite") }
            #expect(!examples.isEmpty)
            for example in examples where hasGraphviz || !example.contains("svg") {
                let words = example.split(separator: " ").dropFirst().map(String.init)
                // The size of an example is for people; a test need not wait for it.
                let arguments = words.map { $0.replacing("n=100000", with: "n=100") }
                let outcome = try workplace.run(arguments)
                #expect(outcome.status == 0, "\(example): \(outcome.errors)")
            }
        }
    }

    @Test func `a plain build tells its version, and that it does not know its commit`() throws {
        let version = try workplace.output("--version")
        #expect(version.wholeMatch(of: /dezero-trace \d+\.\d+\.\d+ \(commit not known\)\n/) != nil, "\(version)")
        // A run keeps the number alone: what differs breaks the check.
        try workplace.output("record", "cycle", "--quiet")
        try StockSQLite.run(
            workplace.place("dezero-trace.sqlite").path,
            """
            create temp table kept (version check (version = '\(version.split(separator: " ")[1])'));
            insert into kept select tool_version from run
            """)
    }
}
