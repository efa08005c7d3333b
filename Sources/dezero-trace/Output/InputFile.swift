import Foundation
import TraceModel

/// A small file that the user named.
struct InputFile {
    /// Its path.
    let path: String
    /// What it should be, for messages: `baseline`.
    let what: String

    /// No file written by hand is larger, and a device never ends.
    private static let mostBytes = 64 << 20

    /// The whole text; nil where there is no file and none is needed.
    ///
    /// - Throws: `.notFound` where there is no file; `.badData` where it is not a text file; `.inputOutput` where it
    ///   cannot be read.
    func text(isOptional: Bool = false) throws -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw unreadable(String(cString: strerror(errno))) }
            if isOptional { return nil }
            throw TraceError(
                .notFound, "there is no \(what) \(path)",
                remedy: what == "baseline" ? "make one with --update-baseline" : "check the path")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw TraceError(.badData, "\(path) is not a regular file", remedy: "name a \(what)")
        }
        guard status.st_size <= Self.mostBytes else {
            throw TraceError(.badData, "\(path) is too large for a \(what)", remedy: "name another file")
        }
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw unreadable("reading failed")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw TraceError(.badData, "\(path) is not UTF-8 text", remedy: "name a \(what)")
        }
        return text
    }

    private func unreadable(_ why: String) -> TraceError {
        TraceError(.inputOutput, "cannot read \(path): \(why)", remedy: "check the file and its permissions")
    }
}
