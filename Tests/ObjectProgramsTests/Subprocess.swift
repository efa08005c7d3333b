import Foundation

/// Another process, spoken to in lines.
final class Subprocess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errors = URL(filePath: NSTemporaryDirectory()).appending(path: "stderr-\(UUID().uuidString)")
    private var buffer = Data()

    init(_ path: String, _ arguments: [String]) throws {
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
    }

    /// What a process prints.
    static func output(_ path: String, _ arguments: [String]) throws -> String {
        let process = try Subprocess(path, arguments)
        var text = ""
        while let line = process.readLine() { text += line + "\n" }
        _ = process.finish()
        return text
    }

    func write(_ line: String) { try? input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8)) }

    /// The next line; nil at the end.
    func readLine() -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: buffer[buffer.startIndex..<end], as: UTF8.self)
                buffer = Data(buffer[(end + 1)...])
                return line
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { return nil }
            buffer.append(more)
        }
    }

    /// Waits for its end: the exit status, and what it said on standard error.
    func finish() -> (status: Int32, errors: String) {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
        try? FileManager.default.removeItem(at: errors)
        return (process.terminationStatus, text)
    }
}
