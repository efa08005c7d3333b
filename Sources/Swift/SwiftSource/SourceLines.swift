import Foundation
import TraceModel

/// Lines of the program's own sources, where these are on this machine.
struct SourceLines {
    private var files: [String: [Substring]] = [:]

    /// A larger file is not a person's.
    private static let mostBytes = 4 << 20

    /// A line from 1, trimmed; empty where the file is not there or is shorter.
    mutating func line(_ line: Int, of path: String) -> String {
        let lines = files[path] ?? Self.read(path)
        files[path] = lines
        guard lines.indices.contains(line - 1) else { return "" }
        return lines[line - 1].trimmingCharacters(in: .whitespaces)
    }

    /// A place with its line; the file by its folder and its name, which tell it in a package.
    mutating func site(of place: Symbolicator.Place) -> SiteDefinition {
        SiteDefinition(
            id: .none, file: place.path.split(separator: "/").suffix(2).joined(separator: "/"), line: place.line,
            column: 0, function: place.function, statement: line(place.line, of: place.path))
    }

    private static func read(_ path: String) -> [Substring] {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)), data.count <= mostBytes else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }
}
