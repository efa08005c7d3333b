/// The page of a table that is being filled: its cells in the order of their rowids.
struct LeafPage<Row: PagedRow>: ~Copyable {
    /// Its number in the file.
    var number: UInt32
    /// How many rows it holds.
    private(set) var count = 0
    /// The rowid of its last row.
    private(set) var lastID: Int64 = 0

    private let layout: PageLayout
    private let cells: UnsafeMutablePointer<UInt8>
    private let offsets: UnsafeMutablePointer<UInt16>
    private var used = 0

    /// An empty page.
    init(_ layout: PageLayout, number: UInt32) {
        self.layout = layout
        self.number = number
        cells = .allocate(capacity: layout.size + Cell.most)
        // A cell takes more than four bytes, its pointer two.
        offsets = .allocate(capacity: layout.size / 4)
    }

    deinit {
        cells.deallocate()
        offsets.deallocate()
    }

    /// Adds rows while there is room, and each of them to the checksum.
    ///
    /// Both in one loop: a checksum waits for its own last step, and a row is encoded meanwhile.
    ///
    /// - Returns: how many went in.
    /// - Complexity: O(n), without allocation.
    mutating func fill(
        _ rows: UnsafeBufferPointer<Row>, firstID: Int64, adding checksum: inout Row.Sum
    ) -> Int {
        var sum = checksum
        defer { checksum = sum }
        var (count, used) = (self.count, self.used)
        let free = layout.usable - PageLayout.leafHeader
        for index in 0..<rows.count {
            let row = rows[index]
            let size = Cell.write(row, id: UInt64(firstID) &+ UInt64(index), at: cells + used)
            if used &+ size &+ 2 &* (count &+ 1) > free {
                finish(count, used, firstID + Int64(index) - 1)
                return index
            }
            sum.add(row)
            offsets[count] = UInt16(truncatingIfNeeded: used)
            used &+= size
            count &+= 1
        }
        finish(count, used, firstID + Int64(rows.count) - 1)
        return rows.count
    }

    private mutating func finish(_ count: Int, _ used: Int, _ lastID: Int64) {
        self.count = count
        self.used = used
        self.lastID = lastID
    }

    /// Empties the page, which becomes another one.
    mutating func restart(number: UInt32) {
        self.number = number
        count = 0
        used = 0
    }

    /// Writes the page as SQLite reads it.
    func write(to page: UnsafeMutableRawPointer) {
        layout.lay(
            out: page, kind: PageLayout.leafKind, cells: cells, used: used,
            offsets: UnsafeBufferPointer(start: offsets, count: count))
    }
}
