import Foundation

/// Documents as their readers see them.
enum Markdown {
    /// READMEs, what stands in docs, and how to contribute.
    static func documents() throws -> [String] {
        try ["README.md", "README.ko.md", "CONTRIBUTING.md"] + Repository.files("docs", suffix: ".md")
    }

    /// What stands between the fences of a language.
    static func blocks(_ language: String, in text: some StringProtocol) -> [String] {
        text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
    }
}
