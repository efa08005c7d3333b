import Foundation
import Testing

/// A `console` block of a document: commands behind `$ `, each with the lines that it prints.
///
/// A line `...` stands for any lines. A command that ends in `\` goes on in the next line. `$ cat FILE` of a file that
/// is not there makes it, with the lines that follow.
struct Transcript {
    struct Command {
        var text: String
        var line: Int
        var expected: [String] = []
    }

    var commands: [Command] = []

    /// The blocks of a document, in its order.
    static func blocks(of document: String) -> [Transcript] {
        var blocks: [Transcript] = []
        var open: Transcript?
        var continues = false
        for (index, line) in document.components(separatedBy: "\n").enumerated() {
            if line == "```console" {
                open = Transcript()
            } else if line == "```", let block = open {
                blocks.append(block)
                open = nil
            } else if open != nil, line.hasPrefix("$ ") {
                open?.commands.append(Command(text: String(line.dropFirst(2)), line: index + 1))
                continues = line.hasSuffix("\\")
            } else if let last = open?.commands.indices.last {
                if continues {
                    open?.commands[last].text += "\n" + line
                    continues = line.hasSuffix("\\")
                } else {
                    open?.commands[last].expected.append(line)
                }
            }
        }
        return blocks
    }

    /// A document with what its commands print now; what three dots stand for stays so as far as the lines around it do.
    static func recorded(_ document: String, _ changes: [(command: Command, printed: [String])]) -> String {
        var lines = document.components(separatedBy: "\n")
        for (command, printed) in changes.reversed() {
            let start = command.line - 1 + command.text.components(separatedBy: "\n").count
            lines.replaceSubrange(start..<start + command.expected.count, with: abridged(printed, as: command.expected))
        }
        return lines.joined(separator: "\n")
    }

    /// Lines with `...` where they had it: between the line before it and the line behind it that are there still.
    private static func abridged(_ printed: [String], as expected: [String]) -> [String] {
        var result = printed
        for place in expected.indices where expected[place] == "..." {
            let before = place == 0 ? nil : result.lastIndex(of: expected[place - 1])
            let after = place == expected.count - 1 ? nil : result.firstIndex(of: expected[place + 1])
            guard place == 0 || before != nil, place == expected.count - 1 || after != nil else { continue }
            let (start, end) = (before.map { $0 + 1 } ?? 0, after ?? result.count)
            if start <= end { result.replaceSubrange(start..<end, with: ["..."]) }
        }
        return result
    }

    /// The first line at which an output is not what is expected; nil where it is.
    static func difference(_ output: [String], from expected: [String]) -> String? {
        let parts = expected.split(separator: "...", omittingEmptySubsequences: false).map(Array.init)
        var rest = output[...]
        for (place, part) in parts.enumerated() {
            if place == 0 {
                guard rest.starts(with: part) else { return mismatch(Array(rest), part) }
                rest = rest.dropFirst(part.count)
            } else if place == parts.count - 1 {
                guard rest.count >= part.count, Array(rest.suffix(part.count)) == part else {
                    return mismatch(Array(rest.suffix(part.count)), part)
                }
                rest = []
            } else {
                guard let found = rest.firstRange(of: part) else { return "nowhere: \(part.joined(separator: "\n"))" }
                rest = rest[found.upperBound...]
            }
        }
        return rest.isEmpty ? nil : "more is printed: \(rest[rest.startIndex])"
    }

    private static func mismatch(_ output: [String], _ expected: [String]) -> String {
        let place =
            zip(output, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(output.count, expected.count)
        let printed = place < output.count ? output[place] : "nothing"
        return "printed: \(printed)\nwritten: \(place < expected.count ? expected[place] : "nothing")"
    }
}
