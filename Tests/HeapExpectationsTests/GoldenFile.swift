import GoldenFiles
import Testing

/// Expects that the text is what the file of that name in `Golden` holds.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try GoldenFolder(beside: #filePath).expect(text, name, sourceLocation: sourceLocation)
}
