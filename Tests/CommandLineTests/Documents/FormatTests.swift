import Testing

/// A format that nobody shows is one that nobody finds.
@Suite struct FormatTests {
    @Test func `every format is shown by a command in the help or in a document`() throws {
        let workplace = try Workplace()
        let documents = try Markdown.documents().map { try Repository.text($0) }
        var shown = 0
        for command in try CommandDescription.ofTool(workplace).commands {
            let formats = command.shownArguments.first { $0.names?.contains { $0.name == "format" } ?? false }
            let texts: [String] = documents + [command.discussion ?? ""]
            let lines: [Substring] = texts.flatMap { (text: String) -> [Substring] in text.split(separator: "\n") }
                .filter { $0.contains("dezero-trace \(command.commandName) ") }
            // README says of JSON once that every table has it.
            for format in formats?.allValues ?? [] where format != formats?.defaultValue && format != "json" {
                shown += 1
                #expect(
                    lines.contains { $0.contains("--format \(format)") }, "\(command.commandName) --format \(format)")
            }
        }
        #expect(shown >= 9)
    }
}
