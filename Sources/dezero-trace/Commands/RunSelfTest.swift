import ArgumentParser

/// `selftest`: proof that the checker can see a leak.
struct RunSelfTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selftest",
        abstract: "Plant a leak and its repair, and prove that they are told apart.",
        discussion: """
            Records a program that leaks and the same program repaired into a temporary database, and compares what is \
            found with what was planted. Ends with status 70 where they differ.
            """)

    func run() throws {
        let steps = try SelfTest().run()
        let lines = steps.map { "ok  \($0.text)\n" }.joined()
        try StandardOutput.write(lines + "A planted leak is found, and its repair is clean.\n")
    }
}
