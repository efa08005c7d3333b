import Foundation
import TraceModel

/// `llvm-symbolizer`, which comes with a Swift toolchain.
///
/// It reads the table of lines of a file once. The module `Runtime` reads it anew for each address, half a second of it
/// where a program has 50 MB.
struct LLVMSymbolizer {
    private let tool: String

    /// Looks for it beside `swift`, then in PATH; nil where it is in neither.
    init?() {
        let swift = Executable.path(of: "swift").map { URL(fileURLWithPath: $0).resolvingSymlinksInPath() }
        let beside = swift.map { $0.deletingLastPathComponent().appending(path: "llvm-symbolizer").path }
        guard let tool = beside.flatMap(Executable.path) ?? Executable.path(of: "llvm-symbolizer") else { return nil }
        self.tool = tool
    }

    /// What stands at these return addresses, innermost first; nil where the tool fails.
    func places(of addresses: [UInt], in images: [CodeImage]) -> [UInt: [Symbolicator.Place]]? {
        var found: [UInt: [Symbolicator.Place]] = [:]
        for image in images {
            let own = addresses.filter { image.begin < $0 && $0 <= image.end }
            // The kernel's own is no file, and one that is gone by now tells nothing.
            guard !own.isEmpty, FileManager.default.isReadableFile(atPath: image.path) else { continue }
            // A return address stands behind the call.
            guard let answers = run(image.path, own.map { $0 - 1 - image.begin }), answers.count == own.count else {
                return nil
            }
            for (address, answer) in zip(own, answers) { found[address] = answer.places }
        }
        return found
    }

    /// Its answers about addresses of a file, in their order.
    private func run(_ path: String, _ addresses: [UInt]) -> [Answer]? {
        let input = FileManager.default.temporaryDirectory.appending(path: "addresses-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: input) }
        let lines = addresses.map { "0x\(String($0, radix: 16))\n" }.joined()
        guard (try? Data(lines.utf8).write(to: input)) != nil, let file = try? FileHandle(forReadingFrom: input) else {
            return nil
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        let options = ["obj=\(path)", "output-style=JSON", "functions=linkage", "no-demangle", "inlines"]
        process.arguments = options.map { "--\($0)" }
        let output = Pipe()
        process.standardInput = file
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return try? data.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Answer.self, from: $0) }
    }

    /// A line of what it prints; of a file that is not there it has no symbols.
    private struct Answer: Decodable {
        struct Symbol: Decodable {
            let function: String
            let file: String
            let line: Int

            enum CodingKeys: String, CodingKey {
                case function = "FunctionName"
                case file = "FileName"
                case line = "Line"
            }
        }

        let symbols: [Symbol]?

        enum CodingKeys: String, CodingKey { case symbols = "Symbol" }

        var places: [Symbolicator.Place] {
            (symbols ?? []).filter { !$0.function.isEmpty }.map {
                Symbolicator.Place(
                    path: $0.file, line: $0.line, symbol: $0.function,
                    function: Symbolicator.functionName($0.function))
            }
        }
    }
}
