import Testing

@Suite struct ProgramReferenceTests {
    @Test func `a program's name alone means the newest run of each of its designs`() throws {
        let workplace = try Workplace()
        try workplace.output("record", "cycle", "chain", "--quiet")
        try workplace.output("record", "cycle", "--quiet")
        let runs = try workplace.json("report", "cycle")["runs"] as? [[String: Any]]
        // 1 and 2 are the older runs of cycle, 3 is chain's.
        #expect(runs?.map { $0["id"] as? Int } == [4, 5])
    }
}
