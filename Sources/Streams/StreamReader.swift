import Foundation
public import TraceModel

/// Reads a stream that an agent, a test run or a person wrote (docs/streams.md).
///
/// A stream is untrusted: what breaks a rule ends the reading there, and what stood before is kept as an interrupted run.
/// Nothing in it is executed, and nothing opened but by a `CodeLocator`. Memory: what is defined, a look at a time, and four bytes an object.
public struct StreamReader: TraceSource {
    private let file: FileHandle
    private let path: String
    private let locator: (any CodeLocator)?

    private static let mostBytesOfALine = 1 << 20

    /// Opens a stream.
    ///
    /// - Parameters:
    ///   - path: the stream.
    ///   - locator: what finds the sources of code; it opens the files that the stream names, so that it is for streams
    ///     of programs that were just run.
    /// - Throws: `.notFound`, `.inputOutput`.
    public init(path: String, locator: (any CodeLocator)? = nil) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw TraceError(.notFound, "there is no stream \(path)", remedy: "check the path")
        }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw TraceError(.inputOutput, "cannot read \(path)", remedy: "check its permissions")
        }
        self.file = file
        self.path = path
        self.locator = locator
    }

    /// Reads it to its end, or to the line that breaks a rule: then the observation has no end, and says so.
    ///
    /// - Throws: `.badData` where not even the header is one; what the sink throws.
    public func run(into sink: any RunSink) throws -> Observation {
        let decoder = StreamDecoder(sink: sink, locator: locator)
        do {
            try readLines { try decoder.read($0) }
        } catch let error as StreamError {
            guard var observation = decoder.observation else {
                throw TraceError(
                    .badData, "\(path) is no stream of dezero-trace: line \(error.line) \(error.what)",
                    remedy: "docs/streams.md says what one is")
            }
            observation.end = nil
            observation.why = "line \(error.line) of the stream \(error.what)"
            return observation
        }
        guard let observation = decoder.observation else {
            throw TraceError(
                .badData, "\(path) is no stream of dezero-trace: it has no whole line",
                remedy: "docs/streams.md says what one is")
        }
        return observation
    }

    /// Calls `body` with every line that ends; the last one without its line feed was cut.
    private func readLines(_ body: (StreamLine) throws -> Void) throws {
        var rest: [UInt8] = []
        var number = 0
        while let chunk = try file.read(upToCount: Self.chunk), !chunk.isEmpty {
            rest += chunk
            var start = 0
            while let end = rest[start...].firstIndex(of: 0x0A) {
                number += 1
                guard end - start <= Self.mostBytesOfALine else { throw StreamError(number, "is too long") }
                try body(try StreamLine(rest[start..<end], number: number))
                start = end + 1
            }
            rest.removeFirst(start)
            guard rest.count <= Self.mostBytesOfALine else { throw StreamError(number + 1, "is too long") }
        }
    }

    private static let chunk = 1 << 18
}
