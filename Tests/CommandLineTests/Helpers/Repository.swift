import Foundation
import Testing

/// The files of the project itself.
enum Repository {
    /// Its folder.
    static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

    /// Whether there is such a file.
    static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }

    /// The text of a file.
    static func text(_ path: String) throws -> String {
        try #require(String(bytes: try Data(contentsOf: root.appending(path: path)), encoding: .utf8))
    }

    /// Writes a file anew.
    static func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: root.appending(path: path))
    }

    /// The files below a folder whose names end like this, by their paths from the project's folder.
    static func files(_ folder: String, suffix: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
    }
}
