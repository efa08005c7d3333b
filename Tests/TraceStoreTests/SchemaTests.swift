import Testing
import TraceModel
import TraceStore

@Suite struct SchemaTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file()
        try SelfRing.record(into: path)
    }

    @Test func `the file says what it is`() throws {
        #expect(try sql(path, "PRAGMA application_id") == ["\(0x445A_5452)"])
        #expect(try sql(path, "PRAGMA user_version") == ["2"])
        #expect(try sql(path, "PRAGMA page_size") == ["16384"])
        #expect(try sql(path, "PRAGMA journal_mode") == ["delete"])
    }

    @Test func `every table is strict`() throws {
        let tables = "FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
        #expect(try sql(path, "SELECT name \(tables) AND NOT strict") == [])
        #expect(
            Set(try sql(path, "SELECT name \(tables)")).isSuperset(of: [
                "run", "type", "field", "site", "event", "object", "finding", "finding_member", "reference",
                "iteration", "output", "batch", "statement",
            ]))
    }

    @Test func `JSON columns refuse what is no JSON`() throws {
        for column in ["weak_slots", "parameters", "summary"] {
            let failure = #expect(throws: SQLFailure.self) { try sql(path, "UPDATE run SET \(column) = '{'") }
            #expect(failure?.message.contains("CHECK constraint failed") == true)
        }
    }

    @Test func `the names of kinds are those of the model`() throws {
        #expect(
            try sql(path, "SELECT id || name FROM event_kind ORDER BY id")
                == EventKind.allCases.map { "\($0.rawValue)\($0.name)" })
        #expect(
            try sql(path, "SELECT id || name FROM object_kind ORDER BY id")
                == ObjectKind.allCases.map { "\($0.rawValue)\($0.name)" })
    }

    @Test func `a blank column is NULL, and so is an unknown count`() throws {
        let file = folder.file("blank.sqlite")
        let session = try RecordingSession(path: file, toolVersion: toolVersion)
        let recorder = try session.begin(.sample())
        let events = EventKind.allCases.filter { $0 != .allocate }.map { kind in
            Event(kind, object: EventKind.withoutObject.contains(kind) ? .none : ObjectID(rawValue: 1), count: 0)
        }
        try recorder.record(events + [Event(.retain, object: ObjectID(rawValue: 1), count: Event.unknownCount)])
        try recorder.finish(status: .finished)
        try session.close()
        let nulls = """
            SELECT iif(object IS NULL, 'o', '-') || iif(count IS NULL, 'c', '-') || iif(owner IS NULL, 'w', '-')
                || iif(field IS NULL, 'f', '-') || iif(site IS NULL, 's', '-') FROM event ORDER BY id
            """
        // By the table in Event.swift, from retain to mark.
        #expect(
            try sql(file, nulls) == [
                "-----", "-----", "--wf-", "-----", "-----", "-----", "-----", "o--f-", "o--f-", "o--f-", "o-wf-",
                "o-wfs", "-c---",
            ])
    }

    @Test(.enabled(if: Shell.path != nil)) func `the stock shell reads the events with their names`() throws {
        let query = """
            SELECT run, seq, kind, object, type, count, owner, field, note, line, statement FROM event_detail
            """
        #expect(
            try Shell.run(path, query) == [
                "1|1|statement|||0|module|||3|a = Node()",
                "1|2|allocate|Node#1|Node|48|||instance|3|a = Node()",
                "1|3|retain|Node#1|Node|1|module|a||3|a = Node()",
                "1|4|statement|||0|module|||4|a.next = a",
                "1|5|retain|Node#1|Node|2|Node#1|Node.next||4|a.next = a",
                "1|6|retain|Node#1|Node|3|frame 7|temporary||4|a.next = a",
                "1|7|release|Node#1|Node|2|frame 7|temporary||4|a.next = a",
                "1|8|mark|||1|||program end||",
                "1|9|release|Node#1|Node|1|module|a|||",
                "1|10|mark|||2|||names dropped||",
            ])
        #expect(
            try Shell.run(path, "select kind, count(*) from event_detail group by kind")
                == ["allocate|1", "mark|2", "release|2", "retain|3", "statement|2"])
        #expect(try Shell.run(path, "PRAGMA integrity_check") == ["ok"])
    }

    @Test func `the view passes over the events once, however many runs there are`() throws {
        for _ in 0..<3 { try SelfRing.record(into: path) }
        #expect(try sql(path, "SELECT count(*) FROM event_detail") == ["40"])
        let query = "EXPLAIN QUERY PLAN SELECT kind, count(*) FROM event_detail GROUP BY kind"
        let plan = try sql(path, query, column: 3)
        #expect(plan.contains("SEARCH event USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"))
        #expect(plan.first == "SCAN run")
    }
}

extension EventKind {
    static let withoutObject: [EventKind] = [.collectionBegan, .collectionEnded, .statement, .iteration, .mark]
}
