extension RecordingSession {
    /// Removes all but the newest runs of every program and design.
    ///
    /// Where nothing is to remove, space that an earlier call could not give back is given back still.
    ///
    /// - Parameter count: how many of each to keep, at least one.
    /// - Returns: the numbers of the runs that were removed.
    /// - Throws: what ``remove(runs:)`` throws.
    public func prune(keeping count: Int) throws -> Set<Int> {
        guard count > 0 else { throw StoreError.misuse("no run of a program was to be kept") }
        let sql = """
            SELECT id FROM (
                SELECT id, row_number() OVER (PARTITION BY program, design ORDER BY id DESC) AS place FROM run
            ) WHERE place > ?
            """
        let old = Set(try connection.rows(sql, [SQLValue(count)]).compactMap { $0[0].integer.map(Int.init) })
        try remove(runs: old)
        if try connection.integer("PRAGMA freelist_count") > 0 { shrinksAtEnd = true }
        return old
    }
}
