import ArgumentParser

/// `version`: what `--version` says, for who expects a command.
struct ShowVersion: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Show the version.",
        discussion: """
            EXAMPLES
              dezero-trace version
            """)

    func run() throws { try StandardOutput.write(Version.text + "\n") }
}
