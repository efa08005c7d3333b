import Foundation
import TraceModel

/// A path, taken apart by its bytes: to Swift a slash with an accent behind it is another character.
struct PathName {
    let path: String

    init(_ path: String) { self.path = path }

    private var slash: String.Index? { path.utf8.lastIndex(of: UInt8(ascii: "/")) }

    /// What is behind the last slash; empty where a folder is named.
    var name: String { slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path }

    /// The folder, `.` for the working folder.
    var folder: String {
        guard let slash else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Another file of the same folder.
    func beside(_ name: String) -> String {
        guard let slash else { return name }
        return path[...slash] + name
    }

    /// Whether the name ends with these bytes.
    func hasSuffix(_ suffix: String) -> Bool { name.utf8.reversed().starts(with: suffix.utf8.reversed()) }

    /// The links that the system follows before it takes them for a circle.
    private static let mostLinks = 40

    /// The path without symbolic links; what is not there has the name at which it would appear.
    ///
    /// - Throws: `.usage` for a path that ends with a slash and is no folder, and for one that leads to a name which
    ///   is not UTF-8: a Swift string cannot hold it, and what comes close is another file's.
    func resolved(following links: Int = mostLinks) throws -> String {
        if let whole = try Self.real(path, of: path) { return whole }
        guard !name.isEmpty else {
            throw TraceError(
                .usage, "\(path) names a folder, not a database",
                remedy: "leave the slash out, or name a file behind it")
        }
        if links > 0, let target = try linkTarget() {
            return try PathName(target.utf8.first == UInt8(ascii: "/") ? target : beside(target))
                .resolved(following: links - 1)
        }
        guard let folder = try Self.real(folder, of: path) else { return path }
        return folder == "/" ? "/" + name : folder + "/" + name
    }

    private static func real(_ path: String, of whole: String) throws -> String? {
        guard let bytes = realpath(path, nil) else { return nil }
        defer { free(bytes) }
        return try text(bytes, of: whole)
    }

    private func linkTarget() throws -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard readlink(path, &bytes, bytes.count - 1) > 0 else { return nil }
        return try Self.text(bytes, of: path)
    }

    private static func text(_ bytes: UnsafePointer<CChar>, of path: String) throws -> String {
        guard let text = String(validatingCString: bytes) else {
            throw TraceError(
                .usage, "\(path) leads to a name that is not UTF-8 text",
                remedy: "rename the file or folder that it leads to, or name another one")
        }
        return text
    }
}
