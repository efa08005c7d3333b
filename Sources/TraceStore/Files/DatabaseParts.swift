import TraceModel

/// The files that make up a recording: the database, and what SQLite and a recorder have beside it.
///
/// Before another file is written its path is checked here, for none of these is a place for it.
public struct DatabaseParts: Sendable {
    /// The database as the user named it.
    public let path: String
    private let parts: [(path: String, what: String)]

    /// The parts of the database that a path leads to, whether they are there or not.
    ///
    /// - Throws: a `TraceError`: `.usage` for a path that no database can have.
    public init(ofDatabase path: String) throws {
        self.path = path
        let file = try DatabaseFile(path)
        let hidden = HiddenFile(for: file).file
        parts =
            [(file.resolvedPath, "the database"), (file.lockPath, "the place of a recorder's lock on")]
            + Companion.allCases.map { (file.path(of: $0), "\($0.what) of") }
            + [(hidden.resolvedPath, "the place of an unfinished recording of")]
            + Companion.allCases.map { (hidden.path(of: $0), "\($0.what) of an unfinished recording of") }
    }

    /// What a file is of the database, in words that its path follows; nil for a file that has nothing to do with it.
    ///
    /// A link to one of them is one, and so is any other name of it.
    ///
    /// - Throws: a `TraceError`: `.usage` for a path that no file can have.
    public func role(of path: String) throws -> String? {
        let resolved = try PathName(path).resolved()
        let status = FileStatus(at: resolved)
        return parts.first { part in
            part.path == resolved || status.exists && FileStatus(at: part.path).identity == status.identity
        }?.what
    }
}

extension Companion {
    /// Its name, for people.
    fileprivate var what: String {
        switch self {
        case .log: "the write-ahead log"
        case .index: "the index of the log"
        case .journal: "the journal"
        }
    }
}
