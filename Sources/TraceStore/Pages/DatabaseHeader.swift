/// The 100 bytes that every database begins with, after <https://sqlite.org/fileformat2.html#the_database_header>.
struct DatabaseHeader {
    static let size = 100

    private(set) var bytes: [UInt8]

    /// Wraps the first ``size`` bytes of a database.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The bytes of a page.
    var pageSize: Int {
        let number = Int(bytes[16]) << 8 | Int(bytes[17])
        return number == 1 ? 65_536 : number
    }

    /// The bytes at the end of every page that hold no content.
    var reservedBytes: Int { Int(bytes[20]) }

    /// The pages of the database; changing them counts as a change of the file.
    var pageCount: UInt32 {
        get { self[28] }
        set {
            self[28] = newValue
            self[24] &+= 1
            // SQLite believes the count of pages only where these two agree.
            self[92] = self[24]
        }
    }

    /// Whether pages may simply be added: a rollback journal, no pointer maps, and the serial types of format 4.
    var isPlain: Bool { bytes[18] == 1 && bytes[19] == 1 && self[52] == 0 && self[44] == 4 }

    private subscript(offset: Int) -> UInt32 {
        get { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        set { for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: newValue >> (24 - 8 * index)) } }
    }
}
