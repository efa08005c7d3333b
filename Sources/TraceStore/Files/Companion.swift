import Foundation
import TraceModel

/// A file that SQLite keeps beside a database while somebody works on it, by what its name ends with.
enum Companion: String, CaseIterable {
    case log = "-wal"
    case index = "-shm"
    case journal = "-journal"

    private static let logMagic: [[UInt8]] = [[0x37, 0x7F, 0x06, 0x82], [0x37, 0x7F, 0x06, 0x83]]
    /// An index grows by so many bytes at a time.
    private static let indexBytes = 4096

    /// Why what stands at a path cannot be such a file of SQLite's; nil where it can, or where there is nothing.
    func objection(at path: String) -> String? {
        let status = FileStatus(at: path)
        if !status.exists { return nil }
        if let objection = status.objection { return objection }
        let isItsOwn =
            switch self {
            case .log: Self.begins(path, with: Self.logMagic)
            case .journal: Self.begins(path, with: [PageJournal.magic])
            // It must not be opened: closing it would take the locks of a reader in this process.
            case .index: status.size % Self.indexBytes == 0 || status.size == 3
            }
        return isItsOwn ? nil : "it is none of SQLite's files"
    }

    /// Whether a file begins with one of these; one that is empty or begins with zeros is one that SQLite is done with.
    private static func begins(_ path: String, with magics: [[UInt8]]) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        // What cannot be read SQLite cannot read either, and says so.
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 8)
        guard pread(descriptor, &bytes, bytes.count, 0) > 0 else { return true }
        return bytes.allSatisfy { $0 == 0 } || magics.contains(where: bytes.starts)
    }
}

/// Something foreign in a place that a recording needs.
struct Obstacle: Error {
    /// What it is and why it cannot stay: the first words are its path.
    let sentence: String
    /// What to do with it.
    let remedy: String

    init(_ sentence: String, remedy: String = "move it away or remove it") {
        self.sentence = sentence
        self.remedy = remedy
    }

    /// Something at a path, and why it is in the way.
    init(at path: String, _ why: String, remedy: String = "move it away or remove it") {
        self.init("\(path) is in the way: \(why)", remedy: remedy)
    }

    /// Files beside a place where their database is no more.
    init(leftBehind paths: [String]) {
        self =
            paths.count == 1
            ? Obstacle(
                at: paths[0], "it is of another database, which was moved or removed without it",
                remedy: "move it to where that went, or remove it")
            : Obstacle(
                "\(paths.joined(separator: " and ")) are in the way: they are of another database, which was moved or "
                    + "removed without them", remedy: "move them to where that went, or remove them")
    }
}

extension DatabaseFile {
    /// Where SQLite would have one of the files beside this database.
    func path(of companion: Companion) -> String { resolvedPath + companion.rawValue }

    /// Looks at what lies where SQLite would make files beside this database, which it would take for its own: it would
    /// lay an old log over a new database, or empty a file that is not its own.
    ///
    /// - Throws: the ``Obstacle``.
    func checkCompanions(of state: State) throws {
        for companion in Companion.allCases {
            let path = path(of: companion)
            if let objection = companion.objection(at: path) { throw Obstacle(at: path, objection) }
        }
        switch state {
        case .missing: try checkNothing(is: Companion.allCases)
        // A recorder that is killed as it makes the tables leaves an empty file with a journal.
        case .empty: try checkNothing(is: [.log, .index])
        case .ours: try checkLogIsItsOwn()
        }
    }

    private func checkNothing(is companions: [Companion]) throws {
        let left = companions.map(path).filter { FileStatus(at: $0).exists }
        if !left.isEmpty { throw Obstacle(leftBehind: left) }
    }

    /// A database that is at rest has no log, so one that lies beside it is of another database that was there.
    private func checkLogIsItsOwn() throws {
        let path = path(of: .log)
        let before = FileStatus(at: path)
        guard before.size > 0, try !usesLog() else { return }
        // Looked at again, since a recorder removes its log before it says that it has none.
        let after = FileStatus(at: path)
        guard after.size > 0, after.identity == before.identity, try !usesLog() else { return }
        throw Obstacle(at: path, "it is the log of another database", remedy: "move it to where that is, or remove it")
    }
}
