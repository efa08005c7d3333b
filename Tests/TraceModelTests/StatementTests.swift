import Testing
import TraceModel

@Suite struct StatementTests {
    @Test(arguments: ["", "a = 1", String(repeating: "x", count: 1_000), String(repeating: "\u{D55C}", count: 1_000)])
    func `a statement of up to a thousand characters stays as it is`(_ text: String) {
        #expect(SiteDefinition.shortened(text) == text)
    }

    @Test(arguments: ["x", "\u{D55C}", "\u{301}"])
    func `a longer one is cut, and says so`(_ character: String) {
        let short = SiteDefinition.shortened(String(repeating: character, count: 1_001))
        #expect(short.unicodeScalars.elementsEqual((String(repeating: character, count: 999) + "…").unicodeScalars))
        #expect(SiteDefinition.shortened(short) == short)
    }

    @Test func `advice begins small, or behind a question`() {
        #expect(Suggestion.remedy("ring", then: "see the list") == "did you mean ring? See the list")
        #expect(Suggestion.remedy(nil, then: "see the list") == "see the list")
    }
}
