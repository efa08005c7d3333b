import DezeroTraceTesting
import Testing

/// The planted test of Examples/Outline, with its model as it is before the cycle is mended: it fails, and must.
@Suite(FailsAsShown()) struct PlantedModelTests {
    @Test func `a closed document takes its sections with it`() {
        expectNoLeaks { heap in
            let document = heap.type("Document", fields: "sections")
            let section = heap.type("Section", fields: "document")  // mended: weak: ["document"]
            let doc = heap.bind("doc", to: document())
            let intro = heap.bind("intro", to: section())
            intro["document"] = doc
            doc["sections"].append(intro)
            heap.drop(doc)
        }
    }
}

/// Takes the leak that a test finds for what it should find.
private struct FailsAsShown: TestTrait, SuiteTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withKnownIssue {
            try await function()
        } matching: { issue in
            issue.comments.contains { $0.rawValue.contains("`Section.document` leads back to older objects") }
        }
    }
}
