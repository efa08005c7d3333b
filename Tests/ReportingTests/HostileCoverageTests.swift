import Foundation
import Testing

/// A new format is not done before hostile names went through it.
@Suite struct HostileCoverageTests {
    /// They are given numbers alone.
    private static let nameless: Set = ["PruningText", "PruningJSON"]

    private func texts(_ folder: String) throws -> [String] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: folder)
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    }

    @Test func `hostile names go through every renderer`() throws {
        let renderers = try texts("../../Sources/Reporting").flatMap { text in
            text.matches(of: /struct ([A-Za-z]+): Renderer/).map { String($0.output.1) }
        }
        #expect(renderers.count >= 30)
        let hostile = try texts(".").filter { $0.contains("HostileNamesTests") || $0.contains("CheckSamples.hostile") }
        for renderer in renderers where !Self.nameless.contains(renderer) {
            #expect(hostile.contains { $0.contains("\(renderer)(") }, "\(renderer): add it to HostileNamesTests")
        }
    }
}
