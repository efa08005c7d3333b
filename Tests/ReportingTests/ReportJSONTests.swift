import Foundation
import GoldenFiles
import LeakAnalysis
import Reporting
import Testing
import TraceModel

@Suite struct ReportJSONTests {
    private func document(_ comparisons: [Comparison]) throws -> (runs: [[String: Any]], comparisons: [[String: Any]]) {
        let document = try parse(ReportJSON().text(comparisons))
        #expect(Set(document.keys) == ["schemaVersion", "runs", "comparisons"])
        #expect(document["schemaVersion"] as? Int == 1)
        return (
            try #require(document["runs"] as? [[String: Any]]),
            try #require(document["comparisons"] as? [[String: Any]])
        )
    }

    @Test func `a run has exactly the published keys`() throws {
        let run = try document([Samples.dezeroLoop]).runs[0]
        #expect(
            Set(run.keys) == [
                "id", "program", "design", "weakSlots", "explicitWeakReferences", "collector", "status", "events",
                "objects", "bytes", "iterations", "findings", "partial", "collections", "growth", "deadWeakReads",
                "output", "source", "sees", "command", "alive",
            ])
        #expect(run["id"] as? Int == 3)
        #expect(run["program"] as? String == "dezero-loop")
        #expect(run["design"] as? String == "strong")
        #expect(run["weakSlots"] as? [String] == [])
        #expect(run["explicitWeakReferences"] as? Bool == false)
        #expect(run["collector"] as? String == "none")
        #expect(run["status"] as? String == "finished")
        #expect(run["events"] as? Int == 2_480)
    }

    @Test func `objects count instances and every kind by its name`() throws {
        let runs = try document([Samples.dezeroLoop]).runs
        let strong = try #require(runs[0]["objects"] as? [String: Any])
        #expect(Set(strong.keys) == ["allocated", "deinitialized", "collected", "leaked", "byKind"])
        #expect(strong["allocated"] as? Int == 70)
        #expect(strong["deinitialized"] as? Int == 0)
        #expect(strong["collected"] as? Int == 0)
        #expect(strong["leaked"] as? Int == 70)
        let kinds = try #require(strong["byKind"] as? [String: [String: Int]])
        #expect(Set(kinds.keys) == ["instance", "container", "array"])
        #expect(kinds["container"] == ["allocated": 60, "deinitialized": 0, "collected": 0, "leaked": 60])
        let weak = try #require(runs[1]["objects"] as? [String: Any])
        #expect(weak["deinitialized"] as? Int == 70)
        #expect(runs[1]["weakSlots"] as? [String] == ["Function.outputs"])
    }

    @Test func `bytes and iterations are those of the run`() throws {
        let run = try document([Samples.dezeroLoop]).runs[1]
        let bytes = try #require(run["bytes"] as? [String: Any])
        #expect(Set(bytes.keys) == ["allocated", "peak", "leaked", "peakWithoutGarbage"])
        #expect(bytes["allocated"] as? Int == 3_209_440)
        #expect(bytes["peak"] as? Int == 641_888)
        #expect(bytes["leaked"] as? Int == 0)
        let iterations = try #require(run["iterations"] as? [[String: Any]])
        #expect(iterations.count == 10)
        #expect(Set(iterations[9].keys) == ["index", "liveObjects", "liveBytes", "residentBytes"])
        #expect(iterations[9]["index"] as? Int == 10)
        #expect(iterations[9]["liveObjects"] as? Int == 7)
        #expect(iterations[9]["liveBytes"] as? Int == 320_944)
        #expect(iterations[9]["residentBytes"] is NSNull)
        var comparison = Samples.dezeroLoop
        comparison.runs[1].summary.iterations[9].residentBytes = 40_000_000
        let measured = try #require(document([comparison]).runs[1]["iterations"] as? [[String: Any]])
        #expect(measured[9]["residentBytes"] as? Int == 40_000_000)
    }

    @Test func `a finding has exactly the published keys`() throws {
        let findings = try #require(document([Samples.dezeroLoop]).runs[0]["findings"] as? [[String: Any]])
        #expect(findings.count == 1)
        let finding = findings[0]
        #expect(
            Set(finding.keys) == [
                "fingerprint", "kind", "path", "length", "instances", "fate", "objectsInCycle", "objectsKept",
                "retainedBytes",
                "closedBy", "orphanedBy", "orphanedThrough", "heldBy", "exclusiveObjects", "exclusiveBytes",
                "otherRings", "certainty", "types", "allocatedAt",
            ])
        #expect(finding["fingerprint"] as? String == "9f3c20d1b7a64e58")
        #expect(finding["kind"] as? String == "cycle")
        #expect(finding["instances"] as? Int == 30)
        #expect(finding["fate"] as? [String: Int] == ["left": 30, "collected": 0])
        #expect(finding["objectsInCycle"] as? Int == 60)
        #expect(finding["objectsKept"] as? Int == 10)
        #expect(finding["retainedBytes"] as? Int == 3_207_280)
        let path = try #require(finding["path"] as? [[String: Any]])
        #expect(path.allSatisfy { Set($0.keys) == ["object", "type", "field", "target", "count", "born"] })
        #expect(path.map { $0["object"] as? String } == ["Square#1", "Variable#2"])
        #expect(path.map { $0["type"] as? String } == ["Function", "Variable"])
        #expect(path.map { $0["field"] as? String } == ["outputs[0]", "creator"])
        #expect(path.map { $0["target"] as? String } == ["Variable#2", "Square#1"])
        let closed = try #require(finding["closedBy"] as? [String: Any])
        #expect(Set(closed.keys) == ["file", "line", "statement", "seq"])
        #expect(closed["file"] as? String == "dezero_loop.py")
        #expect(closed["line"] as? Int == 31)
        #expect(closed["statement"] as? String == "self.outputs = outputs  # 수정 전: 강한 참조를 그대로 둔다")
        #expect(closed["seq"] as? Int == 58)
        #expect((finding["orphanedBy"] as? [String: Any])?["seq"] as? Int == 493)
    }

    @Test func `what is unknown is there with null`() {
        var comparison = Samples.cycle
        comparison.runs[0].findings[0].closedBy = nil
        comparison.runs[0].findings[0].orphanedBy = nil
        let text = ReportJSON().text([comparison])
        #expect(text.contains("\"closedBy\": null"))
        #expect(text.contains("\"orphanedBy\": null"))
    }

    @Test func `a comparison names its designs and says the sentence of the text`() throws {
        let comparisons = try document([Samples.cycle, Samples.chain]).comparisons
        #expect(comparisons.map { $0["program"] as? String } == ["cycle", "chain"])
        #expect(Set(comparisons[0].keys) == ["program", "designs", "verdict", "results"])
        #expect(comparisons[0]["designs"] as? [String] == ["strong", "weakref"])
        let verdict = "As written it leaks 3 objects in 1 cycle; with `obj.a` weak it leaks nothing."
        #expect(comparisons[0]["verdict"] as? String == verdict)
        #expect(ReportText().text([Samples.cycle]).contains("\n\(verdict)\n"))
    }

    @Test(.tags(.golden)) func `the document of the cycle is laid out the same way for ever`() throws {
        try expectGolden(ReportJSON().text([Samples.cycle]), "report-cycle.json")
    }

    @Test func `no runs is a document of empty lists`() {
        #expect(ReportJSON().text([]) == "{\n  \"schemaVersion\": 1,\n  \"runs\": [],\n  \"comparisons\": []\n}\n")
    }
}
