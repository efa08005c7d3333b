/// A page of pages: for all but its last child, the child and the largest rowid below it.
struct InteriorPage {
    /// A page below, and the largest rowid in it.
    struct Child {
        let page: UInt32
        let lastID: Int64

        fileprivate var cellSize: Int { 4 + Varint.size(UInt64(lastID)) }
    }

    /// Its number in the file.
    var number: UInt32
    /// The children that are complete; one more, still growing, stands to their right.
    private(set) var children: [Child] = []
    private var used = 0

    /// A page without children.
    init(number: UInt32, children: [Child]) {
        self.number = number
        for child in children { add(child) }
    }

    /// Adds a child that is complete.
    mutating func add(_ child: Child) {
        children.append(child)
        used += child.cellSize
    }

    /// Whether there is room for one more child.
    func hasRoom(for child: Child, _ layout: PageLayout) -> Bool {
        PageLayout.interiorHeader + used + child.cellSize + 2 * (children.count + 1) <= layout.usable
    }

    /// Writes the page as SQLite reads it, `last` being its rightmost child; nil takes the last complete one.
    func write(to page: UnsafeMutableRawPointer, last: UInt32?, _ layout: PageLayout) {
        let inCells = last == nil ? children.dropLast() : children[...]
        var cells = [UInt8](repeating: 0, count: used + 9)
        var offsets: [UInt16] = []
        var end = 0
        cells.withUnsafeMutableBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            for child in inCells {
                offsets.append(UInt16(truncatingIfNeeded: end))
                UnsafeMutableRawPointer(start + end).storeBytes(of: child.page.bigEndian, as: UInt32.self)
                end += 4 + Varint.write(UInt64(child.lastID), at: start + end + 4)
            }
        }
        offsets.withUnsafeBufferPointer {
            layout.lay(out: page, kind: PageLayout.interiorKind, cells: cells, used: end, offsets: $0)
        }
        let right = last ?? children.last?.page ?? 0
        page.storeBytes(of: right.bigEndian, toByteOffset: 8, as: UInt32.self)
    }
}
