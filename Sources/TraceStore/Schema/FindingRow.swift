import TraceModel

// A row of `finding` without its run: the values that are bound, read back and covered by
// `run.analysis_checksum` alike.

extension Finding {
    static let columns = """
        id, fingerprint, kind, path, length, ring, left_components, collected_components, \
        objects_in_cycle, objects_kept, retained_bytes, \
        \(columns(of: "closed_by")), \(columns(of: "orphaned_by")), \(columns(of: "orphaned_through")), \
        held_by, exclusive_objects, exclusive_bytes, grown_objects, grown_bytes, growth_root, growth_passes, \
        other_rings, certainty, types, seen_at, change
        """

    private static func columns(of moment: String) -> String {
        ["file", "line", "statement", "seq", "function", "returned", "name"].map { "\(moment)_\($0)" }
            .joined(separator: ", ")
    }

    /// `number` is the place among the run's findings, from 1.
    func row(_ number: Int) throws -> [SQLValue] {
        [
            SQLValue(number), SQLValue(fingerprint), SQLValue(kind.rawValue), try SQLValue(json: path),
            SQLValue(length), try SQLValue(json: ring), SQLValue(left), SQLValue(collected),
            SQLValue(objectsInCycle), SQLValue(objectsKept), SQLValue(retainedBytes),
        ] + Self.row(closedBy) + Self.row(orphanedBy) + Self.row(orphanedThrough) + [
            try SQLValue(json: heldBy), SQLValue(exclusiveObjects), SQLValue(exclusiveBytes), SQLValue(grownObjects),
            SQLValue(grownBytes), SQLValue(growth?.root), SQLValue(growth?.passes),
            try SQLValue(json: otherRings), SQLValue(certainty.rawValue), try SQLValue(json: types), SQLValue(seenAt),
            try change.map { try SQLValue(json: $0) } ?? .null,
        ]
    }

    init?(row: [SQLValue]) {
        let counts = ([row[4]] + row[6...10] + row[33...36]).compactMap { $0.integer.map(Int.init) }
        guard let fingerprint = row[1].text, let kind = row[2].text.flatMap(Kind.init),
            let path = row[3].decoded([Step].self), let ring = row[5].decoded([String].self),
            let heldBy = row[32].decoded([String].self), counts.count == 10
        else { return nil }
        self.init(
            fingerprint: fingerprint, kind: kind, path: path, length: counts[0], ring: ring, left: counts[1],
            collected: counts[2], objectsInCycle: counts[3], objectsKept: counts[4], retainedBytes: counts[5],
            closedBy: Self.moment(row[11...17]), orphanedBy: Self.moment(row[18...24]),
            orphanedThrough: Self.moment(row[25...31]), heldBy: heldBy, exclusiveObjects: counts[6],
            exclusiveBytes: counts[7], grownObjects: counts[8], grownBytes: counts[9],
            growth: row[37].text.flatMap { root in
                row[38].integer.flatMap { $0 > 0 ? Growth(root: root, passes: Int($0)) : nil }
            })
        guard let rings = row[39].decoded([[String]].self), let certainty = row[40].text.flatMap(Certainty.init),
            let types = row[41].decoded([String: Int].self), (growth != nil) == (kind == .growth)
        else { return nil }
        otherRings = rings
        self.certainty = certainty
        self.types = types
        seenAt = row[42].text
        change = row[43].decoded(GraphChange.self)
    }

    private static func row(_ moment: Moment?) -> [SQLValue] {
        [
            SQLValue(moment?.file), SQLValue(moment?.line), SQLValue(moment?.statement), SQLValue(moment?.seq),
            SQLValue(moment?.function), SQLValue(moment?.returned), SQLValue(moment?.name),
        ]
    }

    private static func moment(_ row: ArraySlice<SQLValue>) -> Moment? {
        let row = Array(row)
        guard let file = row[0].text, let line = row[1].integer, let statement = row[2].text, let seq = row[3].integer
        else { return nil }
        return Moment(
            file: file, line: Int(line), statement: statement, seq: Int(seq), function: row[4].text,
            returned: row[5].text, name: row[6].text)
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
