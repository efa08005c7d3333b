/// A value of a `STRICT` table of ours: what a statement binds and a row returns.
enum SQLValue: Hashable {
    case null
    case integer(Int64)
    case text(String)
    /// A number with a fraction or bytes: what no strict table of ours holds.
    case foreign

    /// An integer, or NULL for nil.
    init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }

    /// A text, or NULL for nil.
    init(_ value: String?) { self = value.map { .text($0) } ?? .null }

    /// A truth value as SQLite keeps it.
    init(_ value: Bool) { self = .integer(value ? 1 : 0) }

    /// A checksum, whose 64 bits SQLite keeps as a signed number.
    init(checksum: UInt64) { self = .integer(Int64(bitPattern: checksum)) }

    /// The bytes that the value takes in a file, or less.
    var leastBytes: Int { if case .text(let value) = self { value.utf8.count + 1 } else { 1 } }

    /// The number, if it is one.
    var integer: Int64? { if case .integer(let value) = self { value } else { nil } }

    /// The text, if it is one.
    var text: String? { if case .text(let value) = self { value } else { nil } }
}
