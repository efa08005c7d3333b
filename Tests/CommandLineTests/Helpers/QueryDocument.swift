import Foundation
import Testing

/// `docs/queries.md`, as its reader takes it: commands that record, and questions with their answers.
struct QueryDocument {
    /// One question of the document.
    struct Question {
        var title: String
        var query: String
        /// What the document says that `sqlite3 -header -column` answers.
        var answer: String
    }

    static let file = Repository.root.appending(path: "docs/queries.md")

    let text: String
    /// The arguments of every `dezero-trace` that the document has typed.
    let commands: [[String]]
    let questions: [Question]

    init() throws {
        text = try #require(String(bytes: try Data(contentsOf: Self.file), encoding: .utf8))
        let recording = try #require(Markdown.blocks("sh", in: text).first)
        commands = recording.split(separator: "\n").map { $0.split(separator: " ").dropFirst().map(String.init) }
        questions = try text.components(separatedBy: "\n### ").dropFirst().map { section in
            Question(
                title: String(section.prefix { !$0.isNewline }),
                query: try #require(Markdown.blocks("sql", in: section).first),
                answer: try #require(Markdown.blocks("text", in: section).first))
        }
    }

    /// The first cells of the rows of the table of events: `1 allocate`.
    var eventKinds: [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.dropFirst(2).first?.isNumber == true }
            .map { String($0.dropFirst(2).prefix { $0 != "|" }).trimmingCharacters(in: .whitespaces) }
    }
}
