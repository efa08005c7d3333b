import Testing
import TraceModel
import TraceStore

/// A change behind the recorder's back, and what is said about it.
struct Damage: Sendable, CustomTestStringConvertible {
    var sql: String
    var says: String
    var testDescription: String { sql }

    /// Of ``SelfRing`` in batches of 4: events 1 to 4, 5 to 8, 9 to 10.
    static let all = [
        Damage(sql: "UPDATE event SET count = count + 1 WHERE id = 6", says: "events 5 to 8"),
        Damage(
            sql: "UPDATE event SET kind = 2 WHERE id = 3; UPDATE event SET kind = 3 WHERE id = 3", says: "events 1 to 4"
        ),
        Damage(sql: "UPDATE event SET site = NULL WHERE id = 5", says: "events 5 to 8"),
        Damage(sql: "UPDATE event SET count = NULL WHERE id = 9", says: "events 9 to 10"),
        Damage(sql: "DELETE FROM event WHERE id = 7", says: "row 7 of event is missing"),
        Damage(sql: "DELETE FROM event WHERE id = 10", says: "row 10 of event is missing"),
        Damage(sql: "DELETE FROM batch WHERE first_event = 1", says: "begins at event 1 is missing"),
        Damage(sql: "DELETE FROM batch WHERE first_event = 5", says: "begins at event 5 is missing"),
        Damage(sql: "DELETE FROM batch WHERE first_event = 9", says: "begins at event 9 is missing"),
        Damage(sql: "UPDATE batch SET last_event = 1000 WHERE first_event = 9", says: "a row of batch"),
        Damage(sql: "UPDATE batch SET checksum = checksum + 1 WHERE first_event = 9", says: "a row of batch"),
        Damage(sql: "UPDATE run SET last_event = 8", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET first_event = 5", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET last_event = 9007199254740992", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET last_event = 9223372036854775807", says: "impossible range"),
        Damage(sql: "UPDATE run SET first_event = -5", says: "impossible range"),
        Damage(sql: "UPDATE run SET weak_slots = '[1]'", says: "impossible weak_slots"),
        Damage(sql: "UPDATE run SET program_text = 'a = 2'", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET program = 'rung'", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET design = 'weakref'", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET weak_slots = '[\"Node.next\"]'", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET explicit_weak_references = 1", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET collector = 'cpython-3.12'", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET parameters = '{\"n\":\"4\"}'", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET tool_version = '9'", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET started_at = '2030'", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET status = 'failed'", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET status = 'interrupted', finished_at = NULL", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET failure = 'ValueError: no'", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET row_checksum = row_checksum + 1", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE run SET graph_checksum = 1", says: "its references"),
        Damage(sql: "UPDATE object SET bytes = 47", says: "its objects 1 to 1"),
        Damage(sql: "UPDATE object SET ordinal = 2", says: "its objects 1 to 1"),
        Damage(sql: "UPDATE object SET born = 3", says: "its objects 1 to 1"),
        Damage(sql: "UPDATE object SET kind = 0", says: "row 1 of object has an impossible kind"),
        Damage(sql: "DELETE FROM object", says: "row 1 of object is missing"),
        Damage(sql: "UPDATE batch SET lowest = 2 WHERE first_event = 1", says: "a row of batch"),
        Damage(sql: "UPDATE run SET last_object = 0", says: "row 1 of run was changed"),
        Damage(sql: "UPDATE statement SET text = 'b = Node()' WHERE id = 1", says: "names or the output"),
        Damage(sql: "DELETE FROM statement", says: "row 1 of site"),
        Damage(sql: "INSERT INTO finding_member VALUES(1, 1, 1, 1, 'kept')", says: "its references"),
        Damage(sql: "INSERT INTO reference VALUES(1, 1, 1, 1, 1, 1, 1)", says: "its references"),
        Damage(sql: "UPDATE event SET kind = 99 WHERE id = 6", says: "row 6 of event has the unknown kind 99"),
        Damage(sql: "UPDATE event SET kind = -1 WHERE id = 6", says: "unknown kind -1"),
        Damage(sql: "UPDATE event SET object = 4294967296 WHERE id = 6", says: "impossible object"),
        Damage(sql: "UPDATE event SET object = NULL WHERE id = 6", says: "row 6 of event names no object"),
        Damage(sql: "UPDATE event SET owner = 2147483648 WHERE id = 6", says: "impossible owner"),
        Damage(sql: "UPDATE event SET field = -2147483649 WHERE id = 6", says: "impossible field"),
        Damage(sql: "UPDATE event SET site = -1 WHERE id = 6", says: "impossible site"),
        Damage(sql: "UPDATE event SET site = 3 WHERE id = 6", says: "site 3, which does not exist"),
        Damage(sql: "UPDATE event SET field = 3 WHERE id = 5", says: "field 3, which does not exist"),
        Damage(sql: "UPDATE event SET owner = 2 WHERE id = 2", says: "type 2, which does not exist"),
        Damage(sql: "UPDATE event SET field = 8 WHERE id = 2", says: "unknown kind of object 8"),
        Damage(sql: "UPDATE type SET name = 'Edge'", says: "names or the output"),
        Damage(sql: "DELETE FROM site WHERE id = 2", says: "names or the output"),
        Damage(sql: "UPDATE field SET declaring_type = NULL", says: "names or the output"),
        Damage(sql: "INSERT INTO output VALUES(1, 1, 0, 'x')", says: "names or the output"),
        Damage(sql: "UPDATE type SET base = 0", says: "row 1 of type"),
    ]
}

@Suite struct DamageTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file()
        var description = RunDescription.sample()
        description.programText = "a = 1"
        try SelfRing.record(into: path, description)
    }

    private func verify() throws {
        let database = try TraceDatabase(path: path)
        try database.verify(database.run(id: 1))
    }

    @Test(arguments: Damage.all) func `verify names the damage`(damage: Damage) throws {
        try verify()
        try sql(path, damage.sql)
        let error = try #require(throws: TraceError.self) { try verify() }
        #expect(error.code == .badData)
        #expect(error.message.contains(damage.says), "\(error)")
        #expect(error.message.contains(path))
    }

    @Test func `a type that inherits from itself is refused before anyone follows it`() throws {
        let session = try RecordingSession(path: path, toolVersion: toolVersion)
        let recorder = try session.begin(.sample())
        var names = TraceNames()
        names.types = [TypeDefinition(id: TypeID(rawValue: 1), name: "A", base: TypeID(rawValue: 1))]
        try recorder.record([], names: names)
        let error = #expect(throws: TraceError.self) { try recorder.trace() }
        #expect(error?.message.contains("inherits") == true)
    }

    @Test func `a recorder does not follow on events that are missing`() throws {
        try sql(path, "DELETE FROM event WHERE id = 10")
        let session = try RecordingSession(path: path, toolVersion: toolVersion)
        let error = #expect(throws: TraceError.self) { try session.begin(.sample()) }
        #expect(error?.code == .badData)
    }

    @Test func `a trigger of someone else does not run`() throws {
        try sql(path, "CREATE TRIGGER evil AFTER INSERT ON event BEGIN DELETE FROM event; END")
        try SelfRing.record(into: path)
        #expect(try sql(path, "SELECT count(*) FROM event") == ["\(2 * SelfRing.events.count)"])
    }
}
