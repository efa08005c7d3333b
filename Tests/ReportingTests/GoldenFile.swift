import Foundation
import GoldenFiles
import Testing

/// Expects that the text is what the file of that name in `Golden` holds.
func expectGolden(
    _ text: String, _ name: String, width: Int = 80, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    try GoldenFolder(beside: #filePath).expect(text, name, sourceLocation: sourceLocation)
    if name.hasSuffix(".txt") { expectReadable(text, width: width, sourceLocation: sourceLocation) }
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
