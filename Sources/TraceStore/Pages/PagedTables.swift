import TraceModel

/// The tables whose rows are written as pages.
final class PagedTables {
    /// The table `event`.
    let events: TableTree<Event>
    /// The table `object`.
    let objects: TableTree<ObjectBirth>
    private let file: PageFile

    /// Opens the empty tables of a database, whose roots are these pages.
    ///
    /// - Returns: nil where the file's header asks for what only SQLite can do.
    init?(file: DatabaseFile, eventRoot: UInt32, objectRoot: UInt32) throws {
        guard let pages = try PageFile(file: file) else { return nil }
        self.file = pages
        events = TableTree(file: pages, root: eventRoot)
        objects = TableTree(file: pages, root: objectRoot)
    }

    /// Writes what was appended so that a reader finds it: all of it, or after a kill nothing.
    func commit() throws {
        try events.put()
        try objects.put()
        try file.commit()
    }
}
