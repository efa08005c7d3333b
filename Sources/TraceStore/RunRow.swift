import Foundation
import TraceModel

/// A row of `run`, believed only after it was checked.
struct RunRow {
    static let columns = """
        id, program, design, weak_slots, explicit_weak_references, collector, source, program_text, program_sha256, \
        parameters, status, failure, started_at, finished_at, first_event, last_event, text_checksum, \
        analysis_version, analysis_checksum, summary, tool_version, row_checksum, graph_checksum
        """

    /// Above any id that a recorder gives out, and low enough that arithmetic on ids cannot overflow.
    static let largestID: Int64 = 1 << 53

    var info: RunInfo
    /// The ids of its events; nil while it has none.
    var events: ClosedRange<Int>?
    /// The id of its first event, also while there is none.
    var firstEvent: Int
    var programSHA256: String?
    var textChecksum: SQLValue
    var analysisVersion: Int64?
    var analysisChecksum: SQLValue
    var graphChecksum: SQLValue
    var summary: String?

    /// - Throws: `.badData` that names the row.
    init(_ row: [SQLValue], path: String) throws {
        guard let id = row[0].integer.map(Int.init) else { throw StoreError.damaged(path, "a row of run has no id") }
        func damaged(_ what: String) -> TraceError {
            StoreError.damaged(path, "row \(id) of run has an impossible \(what)")
        }
        guard id > 0, let program = row[1].text, let design = row[2].text else { throw damaged("name") }
        guard let slots = row[3].decoded([Slot].self) else { throw damaged("weak_slots") }
        guard let parameters = row[9].decoded([String: String].self) else { throw damaged("parameters") }
        guard let explicit = row[4].integer, let collector = row[5].text, let source = row[6].text else {
            throw damaged("source")
        }
        guard let status = row[10].text.flatMap(RunStatus.init), let startedAt = row[12].text else {
            throw damaged("status")
        }
        guard let first = row[14].integer, let last = row[15].integer, first >= 1, last >= first - 1,
            last <= Self.largestID
        else { throw damaged("range of events") }
        guard Self.checksum(of: row) == row[21] else { throw StoreError.damaged(path, "row \(id) of run was changed") }
        let description = RunDescription(
            program: program, design: Design(storedName: design, weakSlots: slots),
            explicitWeakReferences: explicit != 0, collector: CollectorName(text: collector), source: source,
            programText: row[7].text, parameters: parameters)
        info = RunInfo(
            id: id, description: description, status: status, failure: row[11].text, startedAt: startedAt,
            finishedAt: row[13].text, events: Int(last - first + 1))
        events = last >= first ? Int(first)...Int(last) : nil
        firstEvent = Int(first)
        programSHA256 = row[8].text
        textChecksum = row[16]
        analysisVersion = row[17].integer
        analysisChecksum = row[18]
        graphChecksum = row[22]
        summary = row[19].text
    }

    /// What `row_checksum` must be for a row of ``columns``; nil where the run ended in no way that a recorder knows.
    private static func checksum(of row: [SQLValue]) -> SQLValue? {
        let sum = beginning(Array(row[1...9]) + [row[12], row[20], row[14]])
        // A recorder that died wrote no end, and the next one only marks the run.
        let isOpen = row[10].text == RunStatus.recording.rawValue || row[10].text == RunStatus.interrupted.rawValue
        if row[13] == .null {
            return isOpen && row[11] == .null ? SQLValue(checksum: sum &+ progress(lastEvent: row[15])) : nil
        }
        let end = end(lastEvent: row[15], status: row[10], failure: row[11], finishedAt: row[13])
        return SQLValue(checksum: sum &+ end)
    }

    /// The part of `row_checksum` that a run begins with.
    private static func beginning(_ values: [SQLValue]) -> UInt64 { Checksum.row("run", values) }

    /// What the events so far add to `row_checksum` while a run has no end.
    static func progress(lastEvent: SQLValue) -> UInt64 { Checksum.row("progress", [lastEvent]) }

    /// What the end of a run adds to `row_checksum` instead.
    static func end(lastEvent: SQLValue, status: SQLValue, failure: SQLValue, finishedAt: SQLValue) -> UInt64 {
        Checksum.row("end", [lastEvent, status, failure, finishedAt])
    }

    /// The values of a new row, in the order of ``insertion``, and the part of its checksum that never changes.
    static func values(
        _ description: RunDescription, toolVersion: String, firstEvent: Int
    ) throws -> (values: [SQLValue], checksum: UInt64) {
        let constant = [
            SQLValue(description.program), SQLValue(description.design.name),
            try SQLValue(json: description.design.weakSlots), SQLValue(description.explicitWeakReferences),
            SQLValue(description.collector.text), SQLValue(description.source), SQLValue(description.programText),
            SQLValue(description.programText.map(SHA256.hexadecimal)), try SQLValue(json: description.parameters),
            SQLValue(UTCTime.now()), SQLValue(toolVersion), SQLValue(firstEvent),
        ]
        let checksum = beginning(constant)
        let state = [
            SQLValue(firstEvent - 1), SQLValue(RunStatus.recording.rawValue),
            SQLValue(checksum: checksum &+ progress(lastEvent: SQLValue(firstEvent - 1))),
        ]
        return (constant + state, checksum)
    }

    static let insertion = """
        INSERT INTO run(program, design, weak_slots, explicit_weak_references, collector, source, program_text,
            program_sha256, parameters, started_at, tool_version, first_event, last_event, status, row_checksum,
            text_checksum)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
        """
}

extension SQLValue {
    /// A value as JSON, its keys sorted.
    init(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self = .text(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// The value that a JSON text holds; nil where it holds no such value.
    func decoded<Value: Decodable>(_ type: Value.Type) -> Value? {
        text.flatMap { try? JSONDecoder().decode(type, from: Data($0.utf8)) }
    }
}
