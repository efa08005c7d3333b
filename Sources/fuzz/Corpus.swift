import Foundation
import TraceModel

/// Programs or streams to make others of, and the words in them.
struct Corpus: Sendable {
    let language: Language
    let programs: [[UInt8]]
    /// The tokens of every program, roughly: a word, a run of blanks, or one other byte.
    let tokens: [[ArraySlice<UInt8>]]

    /// Reads every file of a language in a folder and below, in the order of their paths.
    init(folder: String, of language: Language) throws {
        self.language = language
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(language.suffix) }.sorted()
        programs = try names.map { name in
            [UInt8](try Data(contentsOf: URL(filePath: folder).appending(path: name)))
        }
        guard !programs.isEmpty else { throw TraceError(.notFound, "there is no \(language.suffix) file in \(folder)") }
        tokens = programs.map(Self.tokens)
    }

    private static func tokens(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var tokens: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            var end = start + 1
            let kind = kind(bytes[start])
            while end < bytes.count, kind != .other, self.kind(bytes[end]) == kind { end += 1 }
            tokens.append(bytes[start..<end])
            start = end
        }
        return tokens
    }

    private enum Kind { case word, blank, other }

    private static func kind(_ byte: UInt8) -> Kind {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            .word
        case UInt8(ascii: " "): .blank
        default: .other
        }
    }
}
