import Foundation
import TraceModel
import TraceStore

/// A file that is there whole, or not at all: written beside its place, then renamed.
struct OutputFile {
    private let path: String
    /// The path up to its last slash, empty for the working folder: as it was given, for a working folder may have a
    /// name that no Swift string can hold.
    private let folder: Substring
    private let name: Substring
    private let replaces: Bool

    /// Looks whether the file may be made.
    ///
    /// - Parameters:
    ///   - path: where it will be.
    ///   - replaces: whether a file that is there may be replaced.
    ///   - parts: the database that is read, of which nothing is ever replaced; nil where none is.
    /// - Throws: `.cannotCreate` where a file is there and may not be replaced, where something else than a file is
    ///   there (a symbolic link might lead anywhere), where it would be one of the database's own files, or where its
    ///   folder is missing or cannot be written.
    init(path: String, replaces: Bool, besides parts: DatabaseParts?) throws {
        self.path = path
        self.replaces = replaces
        let start = path.utf8.lastIndex(of: UInt8(ascii: "/")).map(path.utf8.index(after:)) ?? path.startIndex
        (folder, name) = (path[..<start], path[start...])
        guard !path.isEmpty else {
            throw TraceError(.usage, "--output names no file", remedy: "give the path of a file")
        }
        var status = stat()
        if lstat(path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFLNK else { throw cannotCreate("it is a symbolic link") }
            guard status.st_mode & S_IFMT == S_IFREG else { throw cannotCreate("it is not a regular file") }
        }
        guard !name.isEmpty else { throw cannotCreate("that is a folder's name", remedy: "name a file") }
        if let parts, let role = try parts.role(of: path) {
            throw cannotCreate("it is \(role) \(parts.path)", remedy: "name another file")
        }
        if lstat(path, &status) == 0 && !replaces { throw Self.exists(path) }
        let folder = folder.isEmpty ? "." : String(folder)
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw cannotCreate("there is no folder \(folder)")
        }
        guard access(folder, W_OK) == 0 else { throw cannotCreate(String(cString: strerror(errno))) }
    }

    /// Writes the file.
    ///
    /// - Throws: `.cannotCreate` where it cannot be made, or was made by somebody else in the meantime;
    ///   `.inputOutput` where writing fails. Then nothing is left of it.
    func write(_ text: String) throws {
        let draft = "\(folder).\(name).\(getpid()).tmp"
        // Exclusive: a link that somebody planted under this name is not followed.
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw cannotCreate(String(cString: strerror(errno))) }
        defer { unlink(draft) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
        } catch {
            throw TraceError(.inputOutput, "cannot write \(path)", remedy: "check the disk's free space", cause: error)
        }
        try move(draft)
    }

    private func move(_ draft: String) throws {
        if !replaces {
            // A link never replaces what is there, even if it came just now; `unlink` then takes the other name away.
            if link(draft, path) == 0 { return }
            if errno == EEXIST { throw Self.exists(path) }
        }
        guard rename(draft, path) == 0 else { throw cannotCreate(String(cString: strerror(errno))) }
    }

    private static func exists(_ path: String) -> TraceError {
        TraceError(.cannotCreate, "\(path) exists already", remedy: "replace it with --force, or name another file")
    }

    private func cannotCreate(
        _ why: String, remedy: String = "name a file in a folder that can be written"
    ) -> TraceError {
        TraceError(.cannotCreate, "cannot create \(path): \(why)", remedy: remedy)
    }
}
