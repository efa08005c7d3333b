import Foundation
import Testing

/// Compares a text with the file of that name in `Golden`.
///
/// A changed text is recorded with `RECORD_GOLDEN=1 swift test --filter ReportingTests`, which rewrites the files and
/// fails, so that nobody leaves it on; then read the difference, and run the tests again without it.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden").appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
        try Data(text.utf8).write(to: file)
        Issue.record("\(name) was recorded: read it, then run without RECORD_GOLDEN", sourceLocation: sourceLocation)
        return
    }
    let data = try #require(
        try? Data(contentsOf: file), "\(name) is missing: record it with RECORD_GOLDEN=1",
        sourceLocation: sourceLocation)
    let expected = try #require(String(bytes: data, encoding: .utf8), sourceLocation: sourceLocation)
    #expect(text == expected, "differs from Golden/\(name)", sourceLocation: sourceLocation)
    if name.hasSuffix(".txt") { expectReadable(text, width: 80, sourceLocation: sourceLocation) }
}

/// Expects lines that do not wrap at `width` cells, hold no control character, and end in no space.
///
/// Counts cells by a rule of its own: a Korean syllable, a kana or a Chinese character is two.
func expectReadable(_ text: String, width: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(text.hasSuffix("\n"), sourceLocation: sourceLocation)
    for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
        let cells = line.reduce(0) { $0 + ((0x2E80...0xD7A3).contains($1.value) ? 2 : 1) }
        #expect(cells <= width, "wraps: \(String(line))", sourceLocation: sourceLocation)
        #expect(line.last != " ", "ends in a space: \(String(line))", sourceLocation: sourceLocation)
        #expect(!line.contains { $0.value < 0x20 || $0.value == 0x7F }, sourceLocation: sourceLocation)
    }
}

/// Parses a document with a parser that is not ours.
func parse(_ text: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(value as? [String: Any])
}
