import DesignAdvice
import Foundation
import GoldenFiles
import Programs
import Reporting
import Scenarios
import Testing

/// What `advise` says, word for word, in `fixtures/advice`.
struct GoldenTests {
    @Test(.tags(.golden), arguments: Catalogue.standardSuite)
    func `the advice on the standard suite reads as recorded`(_ name: String) throws {
        let advice = try Subject.advice(try Subject.builtIn(name))
        try expectGolden(AdviceText().text(advice), "standard-\(name).txt")
    }

    @Test(.tags(.golden), arguments: KnownAnswerTests.answers.map(\.program))
    func `the advice on the programs with known answers reads as recorded`(_ name: String) throws {
        try expectGolden(AdviceText().text(try Subject.advice(try Subject.fixture(name))), "\(name).txt")
    }

    @Test(.tags(.golden)) func `the JSON has the keys of the design and one candidate a design that was tried`() throws
    {
        let advice = try Subject.advice(try Subject.builtIn("dezero-square"))
        let text = AdviceJSON().text(advice)
        try expectGolden(text, "standard-dezero-square.json")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(document["schemaVersion"] as? Int == 1)
        #expect(document["program"] as? String == "dezero-square")
        let candidates = try #require(document["candidates"] as? [[String: Any]])
        #expect(candidates.count == advice.tried.count)
        let keys: Set = ["weakSlots", "leakedObjects", "prematureDeinits", "failsAfterCollection", "verdict", "why"]
        for candidate in candidates { #expect(keys.isSubset(of: candidate.keys)) }
        #expect((document["recommendation"] as? String)?.contains("Function.outputs") == true)
    }

    private func expectGolden(_ text: String, _ name: String) throws {
        try GoldenFolder(Subject.folder).expect(text, name)
        guard name.hasSuffix(".txt") else { return }
        for line in text.split(separator: "\n") { #expect(line.count <= 80, "wraps: \(line)") }
    }
}
