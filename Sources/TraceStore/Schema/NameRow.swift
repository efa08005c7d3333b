import TraceModel

// The rows of `type`, `field`, `site` and `output`, without their run: the values that are bound, read back and
// covered by `run.text_checksum` alike.

extension TypeDefinition {
    var row: [SQLValue] { [SQLValue(Int(id.rawValue)), SQLValue(name), SQLValue(base.map { Int($0.rawValue) })] }

    init?(row: [SQLValue]) {
        guard let id = row[0].identifier, let name = row[1].text else { return nil }
        self.init(id: TypeID(rawValue: id), name: name, base: row[2].identifier.map(TypeID.init))
        if base == nil && row[2] != .null { return nil }
    }
}

extension FieldDefinition {
    var row: [SQLValue] {
        [SQLValue(Int(id.rawValue)), SQLValue(name), SQLValue(declaringType.map { Int($0.rawValue) })]
    }

    init?(row: [SQLValue]) {
        guard let id = row[0].identifier, let name = row[1].text else { return nil }
        self.init(id: FieldID(rawValue: id), name: name, declaringType: row[2].identifier.map(TypeID.init))
        if declaringType == nil && row[2] != .null { return nil }
    }
}

extension SiteDefinition {
    /// `statement` is the number of the statement's text.
    func row(statement: Int) -> [SQLValue] {
        [
            SQLValue(Int(id.rawValue)), SQLValue(file), SQLValue(line), SQLValue(column), SQLValue(function),
            SQLValue(statement), SQLValue(returned),
        ]
    }

    /// `statement` finds the text that a column of the row names.
    init?(row: [SQLValue], statement: (SQLValue) -> String?) {
        guard let id = row[0].integer.flatMap(UInt32.init(exactly:)), id > 0, let file = row[1].text,
            let line = row[2].integer, let column = row[3].integer, let function = row[4].text,
            let text = statement(row[5])
        else { return nil }
        self.init(
            id: SiteID(rawValue: id), file: file, line: Int(line), column: Int(column), function: function,
            statement: text, returned: row.count > 6 ? row[6].text : nil)
    }
}

extension PrintedOutput {
    /// `number` is the place among the run's output, from 1.
    func row(_ number: Int) -> [SQLValue] { [SQLValue(number), SQLValue(sequence), SQLValue(text)] }

    init?(row: [SQLValue]) {
        guard let sequence = row[1].integer, sequence >= 0, let text = row[2].text else { return nil }
        self.init(sequence: Int(sequence), text: text)
    }
}

extension SQLValue {
    /// A number that can name a row of `type` or `field`.
    fileprivate var identifier: Int32? { integer.flatMap(Int32.init(exactly:)).flatMap { $0 > 0 ? $0 : nil } }
}
