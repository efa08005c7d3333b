import Testing
import TraceModel

@Suite("Suggestions")
struct SuggestionTests {
    @Test(arguments: [("cylce", "cycle"), ("chian", "chain"), ("Cycle", "cycle"), ("dezero-lop", "dezero-loop")])
    func `a slip of the fingers finds the word that was meant`(_ typed: String, _ meant: String) {
        #expect(Suggestion.closest(to: typed, among: ["chain", "cycle", "weakref", "dezero-loop"]) == meant)
    }

    @Test(arguments: ["zzz", "", "completely-different"])
    func `what resembles nothing finds nothing`(_ typed: String) {
        #expect(Suggestion.closest(to: typed, among: ["chain", "cycle", "weakref"]) == nil)
    }
}
