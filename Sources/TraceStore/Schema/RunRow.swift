import Foundation
import TraceModel

/// A row of `run`, believed only after it was checked.
struct RunRow {
    /// Above any id that a recorder gives out, and low enough that arithmetic on ids cannot overflow.
    static let largestID: Int64 = 1 << 53

    var info: RunInfo
    /// The ids of its events; nil while it has none.
    var events: ClosedRange<Int>?
    /// The id of its first event, also while there is none.
    var firstEvent: Int
    /// The ids of its rows of `object`; nil while it has none.
    var objects: ClosedRange<Int>?
    /// The id of its first object, also while there is none.
    var firstObject: Int
    var textChecksum: SQLValue
    var analysisVersion: Int64?
    var analysisChecksum: SQLValue
    var graphChecksum: SQLValue
    var summary: String?

    /// - Throws: `.badData` that names the row.
    init(_ row: [SQLValue], _ layout: Layout, path: String) throws {
        guard let id = row[0].integer.map(Int.init) else { throw StoreError.damaged(path, "a row of run has no id") }
        func damaged(_ what: String) -> TraceError {
            StoreError.damaged(path, "row \(id) of run has an impossible \(what)")
        }
        guard id > 0, let program = row[1].text, let design = row[2].text else { throw damaged("name") }
        guard let slots = row[3].decoded([Slot].self) else { throw damaged("weak_slots") }
        guard let parameters = row[8].decoded([String: String].self) else { throw damaged("parameters") }
        guard let explicit = row[4].integer, let collector = row[5].text, let source = row[6].text else {
            throw damaged("source")
        }
        guard let status = row[13].text.flatMap(RunStatus.init), let startedAt = row[9].text else {
            throw damaged("status")
        }
        guard let events = Self.range(row[11], row[16]) else { throw damaged("range of events") }
        guard let objects = Self.range(row[12], row[17]) else { throw damaged("range of objects") }
        guard Self.checksum(of: row, layout) == row[18] else {
            throw StoreError.damaged(path, "row \(id) of run was changed")
        }
        var description = RunDescription(
            program: program, design: Design(storedName: design, weakSlots: slots),
            explicitWeakReferences: explicit != 0, collector: CollectorName(text: collector), source: source,
            programText: row[7].text, parameters: parameters)
        description.path = row[24].text
        if layout == .second {
            guard let sees = row[25].decoded([Sight].self), let command = row[26].decoded([String].self) else {
                throw damaged("sees")
            }
            description.sees = Set(sees)
            description.command = command
        }
        info = RunInfo(
            id: id, description: description, status: status, failure: row[14].text, startedAt: startedAt,
            finishedAt: row[15].text, events: events.count)
        self.events = events.isEmpty ? nil : events.lowerBound...events.upperBound - 1
        firstEvent = events.lowerBound
        self.objects = objects.isEmpty ? nil : objects.lowerBound...objects.upperBound - 1
        firstObject = objects.lowerBound
        textChecksum = row[19]
        analysisVersion = row[20].integer
        analysisChecksum = row[21]
        graphChecksum = row[22]
        summary = row[23].text
    }

    /// The ids from the first to the last; nil for what can be no range of a run.
    private static func range(_ first: SQLValue, _ last: SQLValue) -> Range<Int>? {
        guard let first = first.integer, let last = last.integer, first >= 1, last >= first - 1, last <= largestID
        else { return nil }
        return Int(first)..<Int(last) + 1
    }

    /// What `row_checksum` must be for a row of ``columns(_:)``; nil where the run ended in no way that a recorder
    /// knows.
    private static func checksum(of row: [SQLValue], _ layout: Layout) -> SQLValue? {
        let sum: UInt64
        let reached: [SQLValue]
        switch layout {
        case .first:
            sum = beginning(Array(row[1...7]) + [row[25]] + Array(row[8...11]))
            reached = [row[16]]
        case .second:
            sum = beginning(Array(row[1...12]) + row[24...26])
            reached = [row[16], row[17]]
        }
        // A recorder that died wrote no end, and the next one only marks the run.
        let isOpen = row[13].text == RunStatus.recording.rawValue || row[13].text == RunStatus.interrupted.rawValue
        if row[15] == .null {
            return isOpen && row[14] == .null ? SQLValue(checksum: sum &+ progress(reached)) : nil
        }
        return SQLValue(checksum: sum &+ end(reached, status: row[13], failure: row[14], finishedAt: row[15]))
    }

    /// The part of `row_checksum` that a run begins with.
    private static func beginning(_ values: [SQLValue]) -> UInt64 { Checksum.row("run", values) }

    /// What the last event and object so far add to `row_checksum` while a run has no end.
    static func progress(_ reached: [SQLValue]) -> UInt64 { Checksum.row("progress", reached) }

    /// What the end of a run adds to `row_checksum` instead.
    static func end(_ reached: [SQLValue], status: SQLValue, failure: SQLValue, finishedAt: SQLValue) -> UInt64 {
        Checksum.row("end", reached + [status, failure, finishedAt])
    }

    /// The values of a new row, in the order of ``insertion``, and the part of its checksum that never changes.
    static func values(
        _ description: RunDescription, toolVersion: String, firstEvent: Int, firstObject: Int
    ) throws -> (values: [SQLValue], checksum: UInt64) {
        let constant = [
            SQLValue(description.program), SQLValue(description.design.name),
            try SQLValue(json: description.design.weakSlots), SQLValue(description.explicitWeakReferences),
            SQLValue(description.collector.text), SQLValue(description.source), SQLValue(description.programText),
            try SQLValue(json: description.parameters), SQLValue(UTCTime.now()), SQLValue(toolVersion),
            SQLValue(firstEvent), SQLValue(firstObject), SQLValue(description.path),
            try SQLValue(json: description.sees.sorted { $0.rawValue < $1.rawValue }),
            try SQLValue(json: description.command),
        ]
        let checksum = beginning(constant)
        let reached = [SQLValue(firstEvent - 1), SQLValue(firstObject - 1)]
        let state =
            reached + [
                SQLValue(RunStatus.recording.rawValue), SQLValue(checksum: checksum &+ progress(reached)),
            ]
        return (constant + state, checksum)
    }

    static let insertion = """
        INSERT INTO run(program, design, weak_slots, explicit_weak_references, collector, source, program_text,
            parameters, started_at, tool_version, first_event, first_object, path, sees, command, last_event, last_object, status,
            row_checksum, text_checksum)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
        """

    /// The columns that make a row; those that a layout lacks are constants.
    static func columns(_ layout: Layout) -> String {
        let beginning = """
            id, program, design, weak_slots, explicit_weak_references, collector, source, program_text, parameters, \
            started_at, tool_version, first_event
            """
        let state = "status, failure, finished_at, last_event"
        switch layout {
        // What an analysis of that time found is computed again.
        case .first:
            return
                "\(beginning), 1, \(state), 0, row_checksum, text_checksum, NULL, NULL, NULL, NULL, NULL, program_sha256"
        case .second:
            return """
                \(beginning), first_object, \(state), last_object, row_checksum, text_checksum, analysis_version, \
                analysis_checksum, graph_checksum, summary, path, sees, command
                """
        }
    }
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
