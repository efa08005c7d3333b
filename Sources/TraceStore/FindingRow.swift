import TraceModel

// A row of `finding` without its run: the values that are bound, read back and covered by
// `run.analysis_checksum` alike.

extension Finding {
    static let columns = """
        id, fingerprint, kind, path, length, ring, instances, objects_in_cycle, objects_kept, retained_bytes, \
        closed_by_file, closed_by_line, closed_by_statement, closed_by_seq, \
        orphaned_by_file, orphaned_by_line, orphaned_by_statement, orphaned_by_seq, \
        orphaned_through_file, orphaned_through_line, orphaned_through_statement, orphaned_through_seq, \
        held_by, exclusive_objects, exclusive_bytes, grown_objects, grown_bytes
        """

    /// `number` is the place among the run's findings, from 1.
    func row(_ number: Int) throws -> [SQLValue] {
        [
            SQLValue(number), SQLValue(fingerprint), SQLValue(kind.rawValue), try SQLValue(json: path),
            SQLValue(length), try SQLValue(json: ring), SQLValue(instances), SQLValue(objectsInCycle),
            SQLValue(objectsKept), SQLValue(retainedBytes),
        ] + Self.row(closedBy) + Self.row(orphanedBy) + Self.row(orphanedThrough) + [
            try SQLValue(json: heldBy), SQLValue(exclusiveObjects), SQLValue(exclusiveBytes), SQLValue(grownObjects),
            SQLValue(grownBytes),
        ]
    }

    init?(row: [SQLValue]) {
        let counts = ([row[4]] + row[6...9] + row[23...26]).compactMap { $0.integer.map(Int.init) }
        guard let fingerprint = row[1].text, let kind = row[2].text.flatMap(Kind.init),
            let path = row[3].decoded([Step].self), let ring = row[5].decoded([String].self),
            let heldBy = row[22].decoded([String].self), counts.count == 9
        else { return nil }
        self.init(
            fingerprint: fingerprint, kind: kind, path: path, length: counts[0], ring: ring, instances: counts[1],
            objectsInCycle: counts[2], objectsKept: counts[3], retainedBytes: counts[4],
            closedBy: Self.moment(row[10...13]), orphanedBy: Self.moment(row[14...17]),
            orphanedThrough: Self.moment(row[18...21]), heldBy: heldBy, exclusiveObjects: counts[5],
            exclusiveBytes: counts[6], grownObjects: counts[7], grownBytes: counts[8])
    }

    private static func row(_ moment: Moment?) -> [SQLValue] {
        [SQLValue(moment?.file), SQLValue(moment?.line), SQLValue(moment?.statement), SQLValue(moment?.seq)]
    }

    private static func moment(_ row: ArraySlice<SQLValue>) -> Moment? {
        let row = Array(row)
        guard let file = row[0].text, let line = row[1].integer, let statement = row[2].text, let seq = row[3].integer
        else { return nil }
        return Moment(file: file, line: Int(line), statement: statement, seq: Int(seq))
    }
}

extension RunSummary.Iteration {
    static let columns = "id, live_objects, live_bytes, resident_bytes"

    /// The row of `iteration`, likewise.
    var row: [SQLValue] {
        [SQLValue(index), SQLValue(liveObjects), SQLValue(liveBytes), SQLValue(residentBytes)]
    }

    init?(row: [SQLValue]) {
        let numbers = row[..<3].compactMap { $0.integer.map(Int.init) }
        guard numbers.count == 3 else { return nil }
        self.init(
            index: numbers[0], liveObjects: numbers[1], liveBytes: numbers[2],
            residentBytes: row[3].integer.map(Int.init))
    }
}

extension RunSummary.Collection {
    static let columns = "id, began_seq, cause, generation, looked_at, freed, garbage_events, longest_garbage"

    /// The row of `collection`, likewise; `number` is its place among the run's collections, from 1.
    func row(_ number: Int) -> [SQLValue] {
        [
            SQLValue(number), SQLValue(seq), SQLValue(cause?.name), SQLValue(generation), SQLValue(lookedAt),
            SQLValue(freed), SQLValue(garbageEvents), SQLValue(longestGarbage),
        ]
    }

    init?(row: [SQLValue]) {
        let numbers = ([row[1]] + row[3...7]).compactMap { $0.integer.map(Int.init) }
        guard numbers.count == 6 else { return nil }
        let cause = row[2].text.flatMap { name in CollectionCause.allCases.first { $0.name == name } }
        self.init(
            seq: numbers[0], cause: cause, generation: numbers[1], lookedAt: numbers[2], freed: numbers[3],
            garbageEvents: numbers[4], longestGarbage: numbers[5])
    }
}
