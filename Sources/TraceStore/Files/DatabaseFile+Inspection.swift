import CSQLite
import Foundation
import TraceModel

extension DatabaseFile {
    /// Looks at the file as ``inspect()`` does, for somebody who wants to write it.
    ///
    /// - Throws: what ``inspect()`` throws; `.cannotCreate` where no file can be made or written: for a folder, a
    ///   device, a symbolic link to nothing, under which a file would appear elsewhere, or a name that another
    ///   database's recording uses.
    func inspectForRecording() throws -> State {
        try checkName()
        var status = stat()
        guard stat(resolvedPath, &status) == 0 else {
            let isLink = FileStatus(at: path).kind == .link
            if isLink { throw StoreError.cannotCreate(path, "it is a symbolic link to a file that is not there") }
            return try inspect()
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return try inspect()
        case S_IFDIR: throw StoreError.cannotCreate(path, "it is a folder")
        default: throw StoreError.cannotCreate(path, "it is not a regular file")
        }
    }

    /// Looks at the file as ``inspectForRecording()`` does, and at everything about it that only who holds its lock
    /// can judge.
    ///
    /// - Throws: what ``inspectForRecording()`` throws; `.cannotCreate` where the file has another name, under which
    ///   somebody could record into it without seeing this lock, or where something foreign is in the way.
    func inspectUnderLock() throws -> State {
        let state = try inspectForRecording()
        if status.names > 1 { throw StoreError.linked(path, names: status.names) }
        do {
            try checkCompanions(of: state)
        } catch let obstacle as Obstacle {
            throw StoreError.blocked(path, by: obstacle)
        }
        return state
    }

    /// Refuses names that are kept for what goes with another database.
    private func checkName() throws {
        guard HiddenFile.place(ofNameOf: self) == nil else { throw StoreError.hiddenName(path) }
        let name = PathName(resolvedPath)
        for suffix in Companion.allCases.map(\.rawValue) + [".lock"] where name.hasSuffix(suffix) {
            let other = String(decoding: resolvedPath.utf8.dropLast(suffix.utf8.count), as: UTF8.self)
            guard FileStatus(at: other).kind == .file, !PathName(other).name.isEmpty else { continue }
            throw StoreError.cannotCreate(path, "this name is kept for what \(PathName(other).name) has beside it")
        }
    }

    /// Looks at the file as ``inspect()`` does, for somebody who wants to read it.
    ///
    /// - Throws: what ``inspect()`` throws; `.badData` where something foreign lies in the place of its log or its
    ///   journal; `.inputOutput` where somebody records into it under another name, and has its log there; `.usage`
    ///   for the name of a recording that has not ended.
    func inspectForReading() throws -> State {
        guard HiddenFile.place(ofNameOf: self) == nil else { throw StoreError.hiddenName(path) }
        let state = try inspect()
        guard state == .ours else { return state }
        do {
            try checkCompanions(of: state)
        } catch let obstacle as Obstacle {
            throw StoreError.unreadable(path, because: obstacle)
        }
        if WriterClaim.isHeldElsewhere(on: self) { throw StoreError.recordedElsewhere(path) }
        return state
    }

    /// Looks at the file without SQLite's locks, and changes nothing.
    ///
    /// - Throws: `.badData` for a folder, a device, a text, another application's database or a newer version;
    ///   `.inputOutput` where it cannot be read.
    func inspect() throws -> State {
        var status = stat()
        guard stat(resolvedPath, &status) == 0 else {
            // ENOTDIR: a file stands where the path has a folder.
            let failure = SystemFailure()
            if failure.number == ENOENT || failure.number == ENOTDIR { return .missing }
            throw StoreError.cannotRead(path, failure.reason, cause: failure)
        }
        let type = status.st_mode & S_IFMT
        if type == S_IFDIR { throw StoreError.folder(path) }
        guard type == S_IFREG else { throw StoreError.notAFile(path) }
        if status.st_size == 0 { return .empty }
        try checkHeader(try readHeader())
        return .ours
    }

    /// Whether the database says of itself that its newest pages are in a write-ahead log.
    func usesLog() throws -> Bool { try readHeader()[18..<20].elementsEqual([2, 2]) }

    private func readHeader() throws -> [UInt8] {
        var header = [UInt8](repeating: 0, count: Int(CSQLITE_HEADER_SIZE))
        let result = csqlite_read_header(resolvedPath, &header)
        // Extended codes are macros of expressions, which Swift does not import.
        let shortRead = SQLITE_IOERR | (2 << 8)
        guard result == SQLITE_OK || result == shortRead else {
            throw StoreError.cannotRead(path, String(cString: sqlite3_errstr(result)))
        }
        return header
    }

    private func checkHeader(_ header: [UInt8]) throws {
        guard header.starts(with: Array("SQLite format 3".utf8) + [0]) else { throw StoreError.notADatabase(path) }
        func number(at offset: Int) -> Int32 {
            Int32(bitPattern: header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) })
        }
        guard number(at: 68) == Schema.applicationID else { throw StoreError.foreign(path) }
        try checkVersion(Int(number(at: 60)))
    }

    private func checkVersion(_ version: Int) throws {
        if version > Schema.version { throw StoreError.newer(path, version: version) }
        if version < 1 { throw StoreError.damaged(path, "its version is \(version)") }
    }
}
