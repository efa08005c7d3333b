import TraceModel

/// Writes what a batch names for the first time.
final class NameWriter {
    private let types: PreparedStatement
    private let fields: PreparedStatement
    private let sites: PreparedStatement
    private let output: PreparedStatement

    init(on connection: OpaquePointer, path: String) throws {
        func statement(_ table: String, columns: Int) throws -> PreparedStatement {
            let places = Array(repeating: "?", count: columns + 1).joined(separator: ", ")
            return try PreparedStatement("INSERT INTO \(table) VALUES(\(places))", on: connection, path: path)
        }
        types = try statement("type", columns: 3)
        fields = try statement("field", columns: 3)
        sites = try statement("site", columns: 6)
        output = try statement("output", columns: 3)
    }

    /// Writes the names of a batch and returns what they add to the run's `text_checksum`.
    func write(_ names: TraceNames, run: Int) throws -> UInt64 {
        var sum: UInt64 = 0
        for type in names.types { sum &+= try insert("type", type.row, run, types) }
        for field in names.fields { sum &+= try insert("field", field.row, run, fields) }
        for site in names.sites { sum &+= try insert("site", site.row, run, sites) }
        return sum
    }

    /// Writes what the program printed, `number` being the first one's place; returns likewise.
    func write(_ printed: [PrintedOutput], from number: Int, run: Int) throws -> UInt64 {
        var sum: UInt64 = 0
        for (index, text) in printed.enumerated() {
            sum &+= try insert("output", text.row(number + index), run, output)
        }
        return sum
    }

    private func insert(
        _ table: String, _ row: [SQLValue], _ run: Int, _ statement: PreparedStatement
    ) throws -> UInt64 {
        try statement.run([SQLValue(run)] + row)
        return Checksum.row(table, row)
    }
}
