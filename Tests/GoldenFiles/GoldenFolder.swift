public import Foundation
public import Testing

/// Texts that tests compare with what was recorded and read before.
///
/// A changed text is recorded with `RECORD_GOLDEN=1 swift test --filter TARGET`, which rewrites the files and fails, so
/// that nobody leaves it on; then read the difference, and run the tests again without it.
public struct GoldenFolder: Sendable {
    private let folder: URL

    /// The folder at a place.
    public init(_ folder: URL) { self.folder = folder }

    /// The folder `Golden` beside a source file.
    public init(beside file: String) {
        folder = URL(filePath: file).deletingLastPathComponent().appending(path: "Golden")
    }

    /// Expects that the text is what the file `name` holds.
    public func expect(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: file)
            Issue.record(
                "\(name) was recorded: read it, then run without RECORD_GOLDEN", sourceLocation: sourceLocation)
            return
        }
        let data = try #require(
            try? Data(contentsOf: file), "\(name) is missing: record it with RECORD_GOLDEN=1",
            sourceLocation: sourceLocation)
        let expected = try #require(String(bytes: data, encoding: .utf8), sourceLocation: sourceLocation)
        #expect(text == expected, "differs from \(folder.lastPathComponent)/\(name)", sourceLocation: sourceLocation)
    }
}
