import TraceModel

/// Reads the names and the output of a run, and checks them against its `text_checksum`.
struct NameReader {
    private(set) var names = TraceNames()
    private(set) var output: [PrintedOutput] = []

    /// - Throws: `.badData` for a row that no recorder wrote, and where the checksum differs.
    init(_ connection: Connection, _ run: RunRow) throws {
        var rows = CheckedRows(connection, run: run.info.id, writtenBy: "a recorder")
        names.types = try rows.read("type", "id, name, base", TypeDefinition.init(row:))
        names.fields = try rows.read("field", "id, name, declaring_type", FieldDefinition.init(row:))
        let statement = try Self.statements(&rows, connection.layout())
        let returned = try connection.layout() == .second ? ", returned" : ""
        names.sites = try rows.read("site", "id, file, line, \"column\", function, statement\(returned)") {
            SiteDefinition(row: $0, statement: statement)
        }
        output = try rows.read("output", "id, after_seq, text", PrintedOutput.init(row:))
        guard SQLValue(checksum: rows.sum) == run.textChecksum else {
            throw StoreError.damaged(
                connection.path, "the names or the output of run \(run.info.id) are not what was recorded")
        }
        guard names.types.inheritanceEnds else {
            throw StoreError.damaged(
                connection.path, "a type of run \(run.info.id) inherits from no type or from itself")
        }
    }

    /// How the column `statement` of `site` leads to its text.
    private static func statements(
        _ rows: inout CheckedRows, _ layout: Layout
    ) throws -> (SQLValue) -> String? {
        guard layout == .second else { return { $0.text } }
        let texts = try rows.read("statement", "id, text") { row in row[1].text.map { (row[0], $0) } }
        let byID = Dictionary(texts) { first, _ in first }
        return { byID[$0] }
    }
}

extension [TypeDefinition] {
    /// Whether every chain of bases ends at a type without one: a reader may then follow it.
    fileprivate var inheritanceEnds: Bool {
        var bases: [TypeID: TypeID?] = [:]
        for type in self { bases[type.id] = type.base }
        var ending: Set<TypeID> = []
        for type in self {
            var chain: Set<TypeID> = []
            var next: TypeID? = type.id
            while let id = next, !ending.contains(id) {
                guard let base = bases[id], chain.insert(id).inserted else { return false }
                next = base
            }
            ending.formUnion(chain)
        }
        return true
    }
}
