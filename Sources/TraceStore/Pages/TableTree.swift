import TraceModel

/// Builds the b-tree of a table in a file that nothing else writes into: pages full from left to right, each written
/// once, and only the rightmost page of every level rewritten as the table grows.
///
/// The table is an ordinary one after every ``put()`` that the file's commit follows.
final class TableTree<Row: PagedRow> {
    private let file: PageFile
    private let root: UInt32
    private var leaf: LeafPage<Row>
    /// The open page of every level above the leaves, the root last; empty while the root is a leaf.
    private var levels: [InteriorPage] = []
    private var hasUncommitted = false

    /// The tree of an empty table whose root is the page `root`.
    init(file: PageFile, root: UInt32) {
        self.file = file
        self.root = root
        leaf = LeafPage(file.layout, number: root)
    }

    /// Appends rows whose rowids begin with `firstID` and follow on those before, and adds each to the checksum.
    ///
    /// - Throws: `.inputOutput` where writing failed; nothing more can then be appended.
    /// - Complexity: O(n), without allocation but for one of every few hundred pages.
    func append(_ rows: UnsafeBufferPointer<Row>, firstID: Int64, adding checksum: inout Row.Sum) throws {
        var next = 0
        while next < rows.count {
            next += leaf.fill(
                UnsafeBufferPointer(rebasing: rows[next...]), firstID: firstID + Int64(next), adding: &checksum)
            if next < rows.count { try completeLeaf() }
        }
        hasUncommitted = hasUncommitted || !rows.isEmpty
    }

    /// Hands the open pages over, so that the next commit of the file makes every row that was appended part of the
    /// table.
    func put() throws {
        guard hasUncommitted else { return }
        try file.put(leaf.number) { leaf.write(to: $0) }
        var below = leaf.number
        for level in levels {
            try file.put(level.number) { level.write(to: $0, last: below, file.layout) }
            below = level.number
        }
        hasUncommitted = false
    }

    private func completeLeaf() throws {
        // The root keeps its number, so its content moves when it stops being a leaf.
        if levels.isEmpty { leaf.number = try file.allocate() }
        try file.put(leaf.number) { leaf.write(to: $0) }
        try add(InteriorPage.Child(page: leaf.number, lastID: leaf.lastID), at: 0)
        leaf.restart(number: try file.allocate())
    }

    /// Adds a complete page to the level above it.
    private func add(_ child: InteriorPage.Child, at index: Int) throws {
        guard index < levels.count else {
            levels.append(InteriorPage(number: root, children: [child]))
            return
        }
        if levels[index].hasRoom(for: child, file.layout) { return levels[index].add(child) }
        if index == levels.count - 1 { levels[index].number = try file.allocate() }
        let full = levels[index]
        try file.put(full.number) { full.write(to: $0, last: nil, file.layout) }
        let lastID = full.children.last?.lastID ?? 0
        // It begins with a complete child: SQLite takes a page with a rightmost child alone for damaged.
        levels[index] = InteriorPage(number: try file.allocate(), children: [child])
        try add(InteriorPage.Child(page: full.number, lastID: lastID), at: index + 1)
    }
}
