import Testing
import TraceModel
import TraceStore

@Suite struct AnalysisStorageTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file()
        let session = try RecordingSession(path: path, toolVersion: toolVersion)
        let recorder = try session.begin(.sample())
        try recorder.record(SelfRing.events, names: SelfRing.names)
        try recorder.finish(status: .finished)
        try recorder.store(.empty)
        try recorder.store(Self.analysis)
        try session.close()
    }

    private static let analysis: RunAnalysis = {
        var summary = RunSummary()
        summary.instances.allocated = 1
        summary.instances.leaked = 1
        summary.byKind = ["instance": summary.instances]
        summary.bytes.peak = 48
        summary.deadWeakReads = 2
        summary.iterations = [
            .init(index: 1, liveObjects: 1, liveBytes: 48),
            .init(index: 2, liveObjects: 2, liveBytes: 96, residentBytes: 30_000_000),
        ]
        let first = Finding(
            fingerprint: "00ff", kind: .selfReference,
            path: [.init(object: "Node#1", type: "Node", field: "next['a\"b'][0]", target: "Node#1")], length: 1,
            ring: ["Node.next"], left: 1,
            objectsInCycle: 1, objectsKept: 1, retainedBytes: 48,
            closedBy: .init(file: "ring.py", line: 4, statement: "a.next = a", seq: 5), orphanedBy: nil)
        var second = first
        second.fingerprint = "ff00"
        second.kind = .cycle
        (second.closedBy, second.orphanedBy) = (nil, first.closedBy)
        let node = ObjectID(rawValue: 1)
        return RunAnalysis(
            summary: summary, findings: [first, second],
            members: [
                FindingMember(finding: 0, component: 1, object: node, role: .inCycle),
                FindingMember(finding: 1, component: 1, object: node, role: .kept),
            ],
            objects: [
                LiveObject(id: node, kind: .instance, type: TypeID(rawValue: 1), bytes: 48, strongCount: 1)
            ],
            references: [
                Reference(owner: OwnerID(node), field: FieldID(rawValue: 2), owned: node, isStrong: true, madeBy: 5),
                Reference(owner: OwnerID(node), field: FieldID(rawValue: 1), owned: node, isStrong: false),
            ])
    }()

    @Test func `a list gets the few figures that it shows, of analysed runs`() throws {
        try SelfRing.record(into: path)
        let database = try TraceDatabase(path: path)
        #expect(try database.runs().count == 2)
        #expect(try database.figures() == [1: RunFigures(allocated: 1, leaked: 1, findings: 2, peakBytes: 48)])
    }

    @Test func `what analysis found comes back`() throws {
        let database = try TraceDatabase(path: path)
        let report = try #require(try database.storedReport(for: database.run(id: 1)))
        #expect(report.summary == Self.analysis.summary)
        #expect(report.findings == Self.analysis.findings)
    }

    @Test func `objects, members and references are rows that anyone can read`() throws {
        #expect(
            try sql(
                path,
                "SELECT id || ',' || kind || ',' || type || ',' || ordinal || ',' || bytes || ',' || born || ','"
                    + " || site FROM object ORDER BY id")
                == ["1,1,1,1,48,2,1"])
        #expect(
            try sql(path, "SELECT finding || ',' || component || ',' || object || ',' || role FROM finding_member")
                == ["1,1,1,in cycle", "2,1,1,kept"])
        #expect(
            try sql(
                path,
                "SELECT owner || ',' || field || ',' || owned || ',' || is_strong || ',' || ifnull(made_by, '-')"
                    + " FROM reference ORDER BY id")
                == ["1,2,1,1,5", "1,1,1,0,-"])
        #expect(try sql(path, "SELECT DISTINCT object FROM event_detail WHERE kind = 'retain'") == ["Node#1"])
        #expect(try sql(path, "PRAGMA integrity_check") == ["ok"])
    }

    @Test(arguments: [
        "UPDATE run SET analysis_version = analysis_version - 1", "UPDATE run SET analysis_version = NULL",
        "UPDATE run SET summary = NULL",
    ])
    func `an analysis that is absent or of another version is computed anew`(change: String) throws {
        try sql(path, change)
        let database = try TraceDatabase(path: path)
        let report = try database.storedReport(for: database.run(id: 1))
        #expect(report?.findings == nil)
    }

    @Test(arguments: [
        "DELETE FROM finding", "DELETE FROM finding WHERE id = 2", "UPDATE finding SET path = '[]'",
        "UPDATE finding SET retained_bytes = 0", "UPDATE finding SET path = '{}'", "DELETE FROM iteration WHERE id = 2",
        "UPDATE iteration SET resident_bytes = 1 WHERE id = 2", "UPDATE iteration SET resident_bytes = 1 WHERE id = 1",
        "UPDATE run SET summary = '{}'",
    ])
    func `stored findings that were changed are never believed`(change: String) throws {
        try sql(path, change)
        let database = try TraceDatabase(path: path)
        let run = try database.run(id: 1)
        let error = #expect(throws: TraceError.self) { try database.storedReport(for: run) }
        #expect(error?.code == .badData)
    }
}
