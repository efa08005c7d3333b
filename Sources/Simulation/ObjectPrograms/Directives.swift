import Foundation
import TraceModel

/// What a program says about itself in comments that begin with `# dezero-trace:`.
struct Directives {
    /// `summary TEXT`.
    var summary: String?
    /// `program NAME design weakref`: the file is that program's weakref design, written out.
    var weakrefDesignOf: String?
    /// `weakref TYPE.FIELD ...`: the slots of the weakref design.
    var weakSlots: [Slot] = []
    /// `parameter NAME LOW..HIGH`: what a whole number may be.
    var ranges: [String: ClosedRange<Int>] = [:]
    /// The line of the loop whose passes are iterations: `iteration`, at its end or on the line before.
    var iterationLine: Int?

    init(_ source: SourceText, _ refusals: RefusalList) {
        for number in 1...max(source.lineCount, 1) where number <= source.lineCount {
            let line = source.line(number)
            // Most lines hold no comment, and looking for the whole mark costs more than lexing them.
            guard line.utf8.contains(UInt8(ascii: "#")), let mark = line.range(of: "# dezero-trace:") else { continue }
            do {
                try read(line, number, mark: mark)
            } catch {
                refusals.note(error)
            }
        }
    }

    private mutating func read(
        _ line: String, _ number: Int, mark: Range<String.Index>
    ) throws(RefusedPlace) {
        let words = line[mark.upperBound...].split(separator: " ")
        let position = Position(line: Int32(number), column: 1)
        switch words.first {
        case "summary":
            summary = words.dropFirst().joined(separator: " ")
        case "weakref":
            for word in words.dropFirst() {
                guard let slot = Slot(String(word)) else {
                    throw .mistake(position, "'\(word)' in a weakref comment", instead: "write TYPE.FIELD")
                }
                weakSlots.append(slot)
            }
        case "program":
            guard words.count == 4, words[2] == "design", words[3] == "weakref" else {
                throw .mistake(position, "a program comment", instead: "write program NAME design weakref")
            }
            weakrefDesignOf = String(words[1])
        case "parameter":
            try readRange(words, at: position)
        case "iteration":
            let standsAlone = line[..<mark.lowerBound].allSatisfy(\.isWhitespace)
            iterationLine = standsAlone ? number + 1 : number
        default:
            throw .mistake(
                position, "the comment 'dezero-trace: \(words.first ?? "")'",
                instead: "write summary, weakref, program, parameter or iteration")
        }
    }

    private mutating func readRange(_ words: [Substring], at position: Position) throws(RefusedPlace) {
        let bounds = words.count == 3 ? words[2].split(separator: ".", omittingEmptySubsequences: true) : []
        guard bounds.count == 2, let low = Int(bounds[0]), let high = Int(bounds[1]), low <= high else {
            throw .mistake(position, "a parameter comment", instead: "write parameter NAME LOW..HIGH")
        }
        ranges[String(words[1])] = low...high
    }
}
