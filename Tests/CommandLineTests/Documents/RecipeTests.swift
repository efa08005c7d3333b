import Foundation
import Testing

/// What the recipes for changes name is there.
@Suite struct RecipeTests {
    /// The recipes: the sections below their headings, by their titles.
    private func recipes() throws -> [String: String] {
        let sections = try ["CONTRIBUTING.md", "docs/architecture.md"].flatMap { document in
            try Repository.text(document).components(separatedBy: "\n### ").dropFirst().map {
                $0.components(separatedBy: "\n## ")[0]
            }
        }
        return Dictionary(uniqueKeysWithValues: sections.map { (String($0.prefix { !$0.isNewline }), $0) })
    }

    /// What stands between backticks in running text.
    private func spans(_ section: String) -> [String] {
        let prose = section.components(separatedBy: "```").enumerated().filter { $0.offset.isMultiple(of: 2) }
        return prose.flatMap { $0.element.split(separator: "`", omittingEmptySubsequences: false).enumerated() }
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }

    @Test func `there is a recipe for each change that comes often`() throws {
        #expect(
            try Set(recipes().keys) == [
                "Add a scenario", "Add a DeZero function", "Add a format of a report",
                "Add a construct of the object language", "Add a source", "Add a role of a type", "Add a mark",
                "Add a kind of change", "Add a word of what a source sees",
            ])
    }

    @Test func `every file, folder and target of make that a recipe names is there`() throws {
        let makefile = try Repository.text("Makefile")
        for (title, recipe) in try recipes() {
            let paths = spans(recipe).filter { $0.contains("/") && !$0.contains(" ") && !$0.contains("NAME") }
            #expect(paths.count >= 2, "\(title)")
            // The block beside such a path is what to write into it.
            for path in paths where !recipe.contains("`\(path)`:\n") {
                #expect(Repository.has(path), "\(title): \(path)")
            }
            for span in spans(recipe) where span.hasPrefix("make ") {
                #expect(makefile.contains("\n\(span.dropFirst(5).prefix { $0 != " " }):"), "\(title): \(span)")
            }
        }
    }

    @Test func `every type, test and case that a recipe names is declared`() throws {
        let sources = try ["Sources", "Tests"].flatMap { try Repository.files($0, suffix: ".swift") }
            .map { try Repository.text($0) }
        for (title, recipe) in try recipes() {
            let names = spans(recipe).filter { $0.first?.isUppercase ?? false && $0.allSatisfy(\.isLetter) }
                .filter { $0 != $0.uppercased() }
            #expect(!names.isEmpty, "\(title)")
            for name in names {
                let declaration = "(?:struct|class|enum|protocol) \(name)\\b"
                #expect(
                    sources.contains { $0.range(of: declaration, options: .regularExpression) != nil },
                    "\(title): \(name)")
            }
        }
    }

    @Test func `CONTRIBUTING is short enough to be read`() throws {
        #expect(
            try Repository.text("CONTRIBUTING.md").split(separator: "\n", omittingEmptySubsequences: false).count < 130)
    }
}
