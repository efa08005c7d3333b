public import TraceModel

extension TraceDatabase {
    /// Reads a run from end to end and compares it with the checksums that its recorder left; call it before
    /// judging a run.
    ///
    /// - Throws: `.badData` for the first damage: a missing or changed event, a missing batch, a changed name,
    ///   output or program text, a changed object, reference or member of a finding.
    /// - Complexity: O(n) in the run's events, about 0.1 microseconds each, and in its objects and references.
    public func verify(_ run: RunInfo) throws { try StoredTrace(connection, run: run.id).verify() }

    /// Looks whether the file was cut off within its last page, which SQLite reads as if it were whole.
    ///
    /// As long as there is a log beside the database its pages may still be on their way.
    ///
    /// - Throws: `.badData` where a part of a page is missing.
    public func verifyLength() throws {
        let (pages, rest) = try file.length().quotientAndRemainder(
            dividingBy: Int(connection.integer("PRAGMA page_size")))
        guard rest == 0 || file.hasLog else {
            throw StoreError.damaged(connection.path, "it is cut off within page \(pages + 1)")
        }
    }
}
