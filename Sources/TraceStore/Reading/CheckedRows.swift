/// Reads rows of a run that are covered by one checksum, and adds up what they make of it.
struct CheckedRows {
    let connection: Connection
    let run: Int
    /// Who writes the rows, for messages.
    let writer: String
    /// The checksums of all that was read so far.
    private(set) var sum: UInt64

    init(_ connection: Connection, run: Int, writtenBy writer: String, sum: UInt64 = 0) {
        self.connection = connection
        self.run = run
        self.writer = writer
        self.sum = sum
    }

    /// The rows of a table, by their id, each made into a value.
    ///
    /// - Throws: `.badData` for a row of which `make` can make none.
    mutating func read<Value>(
        _ table: String, _ columns: String, _ make: ([SQLValue]) -> Value?
    ) throws -> [Value] {
        let sql = "SELECT \(columns) FROM \(table) WHERE run = ? ORDER BY id"
        return try connection.rows(sql, [SQLValue(run)]).map { row in
            sum &+= Checksum.row(table, row)
            guard let value = make(row) else {
                let id = row[0].integer.map(String.init) ?? "?"
                throw StoreError.damaged(
                    connection.path, "row \(id) of \(table) of run \(run) is not as \(writer) writes it")
            }
            return value
        }
    }
}
