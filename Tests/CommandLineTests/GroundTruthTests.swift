import Foundation
import Testing

/// What `steps --format json` and the CPython oracle have in common.
private struct Steps: Decodable, Equatable {
    struct Step: Decodable, Equatable {
        var line: Int
        var source: String
        var counts: [String: Int]
        var `deinit`: [String]
        var output: String?
    }

    var steps: [Step]
    var leaked: [String]
    var collected: [String]
}

/// What only the oracle writes.
private struct Origin: Decodable {
    var program: String
    var weakSlots: [String]
}

@Suite struct GroundTruthTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures")

    static func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: fixtures.appending(path: "cpython").path)
            .filter { $0.hasSuffix(".json") }.sorted()
    }

    @Test(arguments: try files()) func `steps says of a file what CPython says of it`(name: String) throws {
        let data = try Data(contentsOf: Self.fixtures.appending(path: "cpython").appending(path: name))
        let origin = try JSONDecoder().decode(Origin.self, from: data)
        // A statement is told without the comment behind it.
        let told = String(decoding: data, as: UTF8.self).replacing("  # dezero-trace: iteration", with: "")
        let expected = try JSONDecoder().decode(Steps.self, from: Data(told.utf8))
        let workplace = try Workplace()
        let program = Self.fixtures.appending(path: "programs").appending(path: origin.program).path
        let design = origin.weakSlots.isEmpty ? ["--design", "strong"] : origin.weakSlots.flatMap { ["--weak", $0] }
        let recorded = try workplace.run(["record", program] + design)
        #expect(recorded.status == 0, "\(recorded.errors)")
        let text = try workplace.output("steps", "1", "--format", "json")
        let actual = try JSONDecoder().decode(Steps.self, from: Data(text.utf8))
        #expect(actual == expected)
    }

    @Test func `there is ground truth to compare with`() throws { #expect(try Self.files().count >= 8) }
}
