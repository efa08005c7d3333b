import Foundation
import Testing

/// The Swift in the documents stands in files that the tests build and run, word for word.
@Suite struct SwiftBlockTests {
    /// Whitespace aside; nothing else may differ.
    private static func words(_ text: some StringProtocol) -> String {
        text.split { $0.isWhitespace }.joined(separator: " ")
    }

    /// Whether a file holds the paragraphs of a block in their order; what stands between them is its own.
    private static func holds(_ file: String, _ block: String) -> Bool {
        var rest = file[...]
        for paragraph in block.components(separatedBy: "\n\n") {
            guard let place = rest.firstRange(of: words(paragraph)) else { return false }
            rest = rest[place.upperBound...]
        }
        return true
    }

    /// The sources of the project and of its example, but for this test and what only describes them.
    private static func sources() throws -> [String] {
        try ["Sources", "Tests", "Examples/Outline/Sources", "Examples/Outline/Tests"]
            .flatMap { try Repository.files($0, suffix: ".swift") } + ["Examples/Outline/Package.swift"]
    }

    @Test func `every block of Swift stands in a file that is built and run`() throws {
        let files = try Self.sources().map { Self.words(try Repository.text($0)) }
        var count = 0
        for document in try Markdown.documents() {
            for block in Markdown.blocks("swift", in: try Repository.text(document)) {
                count += 1
                #expect(files.contains { Self.holds($0, block) }, "\(document): no file holds\n\(block)")
            }
        }
        #expect(count >= 10)
    }

    @Test func `a block that differs in a word, or in the order of its parts, is found out`() throws {
        let file = Self.words("let a = 1\n\n  // Between.\n  let b = 2\n")
        for block in ["let a = 1", "let a = 1\n\nlet b =\n    2"] { #expect(Self.holds(file, block), "\(block)") }
        for block in ["let a = 2", "let b = 2\n\nlet a = 1", "let a = 1 let b = 2"] {
            #expect(!Self.holds(file, block), "\(block)")
        }
    }
}
