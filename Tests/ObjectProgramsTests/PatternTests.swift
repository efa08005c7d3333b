import Foundation
import Inspection
import LeakAnalysis
import ObjectPrograms
import Testing
import TraceModel

/// What CPython 3.11 did with a pattern under one design, as `fixtures/tools/record_ground_truth.py` wrote it.
struct PatternTruth: Decodable {
    struct Step: Decodable {
        var line: Int
        var source: String
        var counts: [String: Int]
        var `deinit`: [String]
        var output: String?
    }

    var steps: [Step]
    var leaked: [String]
    var collected: [String]
    var error: String?
}

@Suite("Patterns, beside CPython")
struct PatternTests {
    static let names = Fixtures.names("programs/patterns")

    @Test func `there are at least 150 of them, each with its truth`() {
        #expect(Self.names.count >= 150)
        for name in Self.names { #expect((try? truth(of: name)) != nil, "\(name): run record_ground_truth.py") }
    }

    @Test(arguments: names)
    func `counts, order of deinit, output and leaks are CPython's`(_ name: String) throws {
        let program = try Fixtures.program("programs/patterns/\(name).py")
        let text = try #require(program.text)
        for (design, truth) in try truth(of: name) {
            let run = try ProgramRun(program, weak: design == "strong" ? [] : program.weakrefSlots)
            expect(run, truth, collecting: collectingLines(of: text), "\(name) \(design)")
        }
    }

    private func truth(of name: String) throws -> [String: PatternTruth] {
        let file = Fixtures.folder.appending(path: "cpython/patterns/\(name).json")
        return try JSONDecoder().decode([String: PatternTruth].self, from: Data(contentsOf: file))
    }

    /// Statements of one line in which a collection runs: CPython does not promise the order within one.
    private func collectingLines(of text: String) -> Set<Int> {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return Set(lines.indices.filter { lines[$0].contains("gc.collect") }.map { $0 + 1 })
    }

    private func expect(_ run: ProgramRun, _ truth: PatternTruth, collecting: Set<Int>, _ what: String) {
        #expect(run.failure ?? "" == truth.error ?? "", "\(what)")
        #expect(run.steps.count == truth.steps.count, "\(what)")
        for (ours, theirs) in zip(run.steps, truth.steps) {
            let place = "\(what), line \(theirs.line): \(theirs.source)"
            #expect(ours.line == theirs.line && ours.source == theirs.source, "\(place)")
            #expect(counts(ours) == theirs.counts, "\(place)")
            if collecting.contains(theirs.line) {
                #expect(ours.deinits.sorted() == theirs.deinit.sorted(), "\(place)")
                #expect(ours.output.sorted() == (theirs.output ?? "").sorted(), "\(place)")
            } else {
                #expect(ours.deinits == theirs.deinit, "\(place)")
                #expect(ours.output == theirs.output ?? "", "\(place)")
            }
        }
        #expect(run.leaked.sorted() == truth.leaked.sorted(), "\(what)")
        #expect(run.collected.sorted() == truth.collected.sorted(), "\(what)")
    }

    private func counts(_ step: StepTable.Step) -> [String: Int] {
        Dictionary(step.counts.map { ($0.label, $0.count) }, uniquingKeysWith: +)
    }
}
