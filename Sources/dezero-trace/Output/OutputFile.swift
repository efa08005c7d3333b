import Foundation
import TraceModel

/// A file that is there whole, or not at all: written beside its place, then renamed.
struct OutputFile {
    private let path: String
    private let place: URL
    private let replaces: Bool

    /// Looks whether the file may be made.
    ///
    /// - Throws: `.cannotCreate` where a file is there and may not be replaced, where something else than a file is
    ///   there (a symbolic link might lead anywhere), or where its folder is missing or cannot be written.
    init(path: String, replaces: Bool) throws {
        self.path = path
        self.replaces = replaces
        place = URL(fileURLWithPath: path)
        guard !path.isEmpty else {
            throw TraceError(.usage, "--output names no file", remedy: "give the path of a file")
        }
        var status = stat()
        if lstat(place.path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFLNK else { throw cannotCreate("it is a symbolic link") }
            guard status.st_mode & S_IFMT == S_IFREG else { throw cannotCreate("it is not a regular file") }
            guard replaces else { throw Self.exists(path) }
        }
        let folder = place.deletingLastPathComponent().path
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
        let draft = place.deletingLastPathComponent()
            .appendingPathComponent(".\(place.lastPathComponent).\(getpid()).tmp").path
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
            if link(draft, place.path) == 0 { return }
            if errno == EEXIST { throw Self.exists(path) }
        }
        guard rename(draft, place.path) == 0 else { throw cannotCreate(String(cString: strerror(errno))) }
    }

    private static func exists(_ path: String) -> TraceError {
        TraceError(.cannotCreate, "\(path) exists already", remedy: "replace it with --force, or name another file")
    }

    private func cannotCreate(_ why: String) -> TraceError {
        TraceError(
            .cannotCreate, "cannot create \(path): \(why)", remedy: "name a file in a folder that can be written")
    }
}
