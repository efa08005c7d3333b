import DesignAdvice
import LeakAnalysis
import Programs
import Testing
import TraceModel

/// The table of which edge of a DeZero graph may be weak: y = square three times, x = 3, as CPython has it.
struct FactsTableTests {
    /// One combination.
    struct Row: Sendable {
        var weak: [String]
        var verdict: TriedDesign.Verdict
        var leaked: Int
        var failsAtOnce: Bool
        var failsAfterCollection: Bool
    }

    static let rows = [
        Row(weak: [], verdict: .insufficient, leaked: 7, failsAtOnce: false, failsAfterCollection: false),
        Row(weak: ["outputs"], verdict: .fixes, leaked: 0, failsAtOnce: false, failsAfterCollection: false),
        Row(weak: ["inputs"], verdict: .insufficient, leaked: 6, failsAtOnce: false, failsAfterCollection: true),
        Row(weak: ["outputs", "inputs"], verdict: .breaks, leaked: 0, failsAtOnce: true, failsAfterCollection: true),
        Row(weak: ["creator"], verdict: .breaks, leaked: 0, failsAtOnce: true, failsAfterCollection: true),
        Row(weak: ["creator", "outputs"], verdict: .breaks, leaked: 0, failsAtOnce: true, failsAfterCollection: true),
        Row(weak: ["creator", "inputs"], verdict: .breaks, leaked: 0, failsAtOnce: true, failsAfterCollection: true),
        Row(
            weak: ["creator", "outputs", "inputs"], verdict: .breaks, leaked: 0, failsAtOnce: true,
            failsAfterCollection: true),
    ]

    @Test(arguments: rows)
    func `all eight combinations come out as CPython has them`(_ row: Row) throws {
        let program = try Subject.builtIn("dezero-square")
        let slots = row.weak.map { Slot(type: $0 == "creator" ? "Variable" : "Function", field: $0) }
        let replay = try Subject.replay(program, set: [("x", "3")])
        let design = try Advisor().tryDesign(slots, replay: replay.run)
        #expect(design.verdict == row.verdict)
        #expect(design.asIs.leakedObjects == row.leaked)
        #expect((design.asIs.result.failure != nil) == row.failsAtOnce)
        #expect(design.failsAfterCollection == row.failsAfterCollection)
        // The gradient of x ** 8 at 3.
        if !row.failsAtOnce { #expect(design.asIs.result.text.contains("17496")) }
    }

    @Test func `advise finds by itself what the book chose, and why the two others are wrong`() throws {
        let advice = try Subject.advice(try Subject.builtIn("dezero-square"), set: [("x", "3")])
        #expect(advice.recommendedSlots == ["Function.outputs"])
        #expect(advice.verdict("Function.inputs") == .insufficient)
        #expect(advice.verdict("Variable.creator") == .breaks)
        let creator = try #require(advice.tried.first { $0.slots.first?.field == "creator" })
        // Every Function dies as its own call returns.
        #expect(creator.asIs.deadReads.first?.object.hasPrefix("Square#") == true)
        #expect(creator.asIs.deadReads.first?.died?.statement.contains("return") == true)
    }

    @Test func `the loop that never goes backward still owns its functions through creator`() throws {
        let advice = try Subject.advice(try Subject.builtIn("dezero-loop"), set: [("iterations", "3"), ("dim", "10")])
        #expect(advice.recommendedSlots == ["Function.outputs"])
        // Three functions a pass, each alive only for its own call once creator is weak.
        let creator = try #require(advice.tried.first { $0.slots.first?.field == "creator" })
        #expect(creator.stillbornCount == 9)
    }
}
