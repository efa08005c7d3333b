import Foundation
import Testing

/// Compares a text with the file of that name in `Golden`.
///
/// A changed text is recorded with `RECORD_GOLDEN=1 swift test --filter HeapExpectationsTests`, which rewrites the files and
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
}
