import Foundation
import Testing

/// What only shows that our own output changed is told apart from what shows that it is right.
@Suite struct GoldenTagTests {
    /// The tests of a file: from one `@Test` to the end of its function.
    private func tests(in text: String) -> [Substring] {
        text.ranges(of: "@Test").map { start in
            let rest = text[start.lowerBound...]
            return rest[..<(rest.range(of: "\n    }\n")?.lowerBound ?? rest.endIndex)]
        }
    }

    @Test func `a test that compares with a recorded text is tagged golden, and no other`() throws {
        var golden = 0
        for file in try Repository.files("Tests", suffix: "Tests.swift") where !file.contains("GoldenTagTests") {
            for test in tests(in: try Repository.text(file)) {
                let compares = test.contains("expectGolden(") || test.contains("GoldenFolder(")
                #expect(test.contains(".tags(.golden)") == compares, "\(file): \(test.prefix(160))")
                golden += compares ? 1 : 0
            }
        }
        #expect(golden > 40)
    }
}
