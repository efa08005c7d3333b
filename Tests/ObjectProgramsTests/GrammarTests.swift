import Foundation
import Testing
import TraceModel

@testable import ObjectPrograms

/// The grammar of docs/object-programs.md, beside the parser and CPython.
@Suite struct GrammarTests {
    /// The words between quotes in the grammar.
    private func words() throws -> Set<Substring> {
        let file = Fixtures.folder.appending(path: "../docs/object-programs.md")
        let grammar = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "```")[1]
        return Set(grammar.matches(of: /"([^"]+)"/).flatMap { $0.output.1.split(separator: " ") })
    }

    private func isRefused(_ keyword: Keyword) -> Bool {
        let text = "\(keyword.rawValue) x:\n    pass\n"
        do {
            _ = try ObjectProgram(name: "program", file: "program.py", bytes: Array(text.utf8))
            return false
        } catch {
            return "\(error)".contains("'\(keyword.rawValue)'")
        }
    }

    @Test(arguments: Keyword.allCases)
    func `a keyword is in the grammar and has a pattern beside CPython, or is refused by its name`(
        keyword: Keyword
    ) throws {
        let text = keyword.rawValue
        guard try words().contains(text[...]) else {
            #expect(isRefused(keyword), "\(text) is neither in the grammar nor refused")
            return
        }
        let word = try Regex("(?m)^[^#\"']*\\b\(text)\\b")
        #expect(
            try PatternTests.names.contains { name in
                try Fixtures.program("programs/patterns/\(name).py").text?.contains(word) ?? false
            }, "no pattern uses \(text)")
    }
}
