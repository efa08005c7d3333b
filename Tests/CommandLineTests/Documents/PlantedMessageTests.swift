import Foundation
import Testing

/// What a failed expectation prints, as the documents show it; `make examples` holds the record to what it prints.
@Suite struct PlantedMessageTests {
    /// The issues of the example's planted tests.
    private func issues() throws -> [String] {
        var issues: [[String]] = []
        for line in try Repository.text("Examples/Outline/planted.txt").components(separatedBy: "\n") {
            if line.contains(" recorded an issue at ") { issues.append([]) }
            if let last = issues.indices.last { issues[last].append(line) }
        }
        return issues.map { $0.joined(separator: "\n").trimmingCharacters(in: .newlines) }
    }

    @Test(arguments: ["README.md", "docs/writing-a-scenario.md", "docs/swift-leaks.md"])
    func `a document shows the failing message of the example as it is`(document: String) throws {
        let shown = Markdown.blocks("text", in: try Repository.text(document)).filter { $0.hasPrefix("Test \"") }
        let issues = try issues()
        #expect(!shown.isEmpty)
        for message in shown { #expect(issues.contains(message), "\(document) shows\n\(message)") }
    }

    @Test(arguments: [("report", "report"), ("history", "history chat-server Member#1 --unpaired")])
    func `the page about Swift programs shows what is told of the example as it is`(name: String, command: String)
        throws
    {
        let text = try Repository.text("Examples/Server/\(name).txt").trimmingCharacters(in: .newlines)
        #expect(try Repository.text("docs/swift-programs.md").contains("$ dezero-trace \(command)\n\(text)\n"))
    }
}
