import TraceModel

/// Writes what a batch names for the first time.
final class NameWriter {
    private let types: PreparedStatement
    private let fields: PreparedStatement
    private let statements: PreparedStatement
    private let sites: PreparedStatement
    private let output: PreparedStatement

    init(on connection: OpaquePointer, path: String) throws {
        func statement(_ table: String, columns: Int) throws -> PreparedStatement {
            let places = Array(repeating: "?", count: columns + 1).joined(separator: ", ")
            return try PreparedStatement("INSERT INTO \(table) VALUES(\(places))", on: connection, path: path)
        }
        types = try statement("type", columns: 3)
        fields = try statement("field", columns: 3)
        statements = try statement("statement", columns: 2)
        sites = try statement("site", columns: 7)
        output = try statement("output", columns: 3)
    }

    /// Writes the names of a batch and returns what they add to the run's `text_checksum`; `known` are the statements
    /// that the run has already.
    func write(_ names: TraceNames, run: Int, known: inout StatementNumbers) throws -> UInt64 {
        var sum: UInt64 = 0
        for type in names.types { sum &+= try insert("type", type.row, run, types) }
        for field in names.fields { sum &+= try insert("field", field.row, run, fields) }
        for site in names.sites {
            let (number, isNew) = known.number(of: site.statement)
            if isNew {
                sum &+= try insert("statement", [SQLValue(number), SQLValue(site.statement)], run, statements)
            }
            sum &+= try insert("site", site.row(statement: number), run, sites)
        }
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

/// The statements of a run, each with a number of its own from 1: a text stands once, however many places are in it.
struct StatementNumbers {
    /// By the bytes of the text: equivalent texts of other bytes are other statements.
    private var numbers: [[UInt8]: Int] = [:]

    /// The number of a statement, and whether it is met for the first time.
    mutating func number(of text: String) -> (number: Int, isNew: Bool) {
        let bytes = Array(text.utf8)
        if let known = numbers[bytes] { return (known, false) }
        numbers[bytes] = numbers.count + 1
        return (numbers.count, true)
    }
}
