import CSQLite
import Foundation
import Testing

/// A folder of its own for one test, gone with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("trace-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A file in the folder.
    func file(_ name: String = "t.sqlite") -> String { path + "/" + name }

    /// The names of everything in the folder.
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

/// Runs SQL on a plain connection of SQLite's own, past everything under test; one column of every row.
@discardableResult
func sql(_ path: String, _ statements: String, column: Int = 0) throws -> [String?] {
    var connection: OpaquePointer?
    try #require(sqlite3_open(path, &connection) == SQLITE_OK)
    defer { sqlite3_close(connection) }
    final class Rows {
        let column: Int
        var values: [String?] = []
        init(column: Int) { self.column = column }
    }
    let rows = Rows(column: column)
    var message: UnsafeMutablePointer<CChar>?
    let result = sqlite3_exec(
        connection, statements,
        { context, count, values, _ in
            guard let context else { return 0 }
            let rows = Unmanaged<Rows>.fromOpaque(context).takeUnretainedValue()
            if rows.column < count { rows.values.append(values?[rows.column].map { String(cString: $0) }) }
            return 0
        }, Unmanaged.passUnretained(rows).toOpaque(), &message)
    guard result == SQLITE_OK else {
        throw SQLFailure(message: "\(message.map { String(cString: $0) } ?? "") in \(statements)")
    }
    return rows.values
}

/// What SQLite said of a statement that failed.
struct SQLFailure: Error {
    let message: String
}

/// The stock shell of SQLite, where it is installed.
enum Shell {
    static let path = ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3"].first(where: FileManager.default.isExecutableFile)

    /// What the shell prints for a query, line by line.
    static func run(_ database: String, _ query: String) throws -> [String] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments = ["-batch", database, query]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
