import Foundation
import ReferenceCounting

/// An array as numpy prints it: eight digits behind the point at most, in columns.
struct ArrayText: CustomStringConvertible {
    let shape: ArrayShape
    let numbers: UnsafeBufferPointer<Double>

    var description: String {
        guard shape.count > 0 else { return numbers.first.map { "\($0)" } ?? "" }
        guard shape.size > 0 else { return "[]" }
        return rows(dimension: 0, first: 0, texts: aligned())
    }

    private func rows(dimension: Int, first: Int, texts: [String]) -> String {
        let length = shape[dimension]
        if dimension == shape.count - 1 { return "[" + texts[first..<(first + length)].joined(separator: " ") + "]" }
        let step = shape[(dimension + 1)...].reduce(1, *)
        let parts = (0..<length).map { rows(dimension: dimension + 1, first: first + $0 * step, texts: texts) }
        let gap = String(repeating: "\n", count: shape.count - dimension - 1)
        return "[" + parts.joined(separator: gap + String(repeating: " ", count: dimension + 1)) + "]"
    }

    /// Every number's text, the points of all below each other.
    private func aligned() -> [String] {
        let isScientific = isScientific
        let parts = numbers.map { isScientific ? Self.scientific($0) : Self.positional($0) }
        let before = parts.lazy.filter(\.isFinite).map(\.before.count).max() ?? 0
        let after = parts.map(\.after.count).max() ?? 0
        let texts = parts.map { part in
            guard part.isFinite else { return part.before }
            return String(repeating: " ", count: before - part.before.count) + part.before
                + part.after.padding(toLength: after, withPad: isScientific ? "0" : " ", startingAt: 0) + part.exponent
        }
        // NaN has no point: it stands at the right edge.
        let width = texts.map(\.count).max() ?? 0
        return texts.map { String(repeating: " ", count: width - $0.count) + $0 }
    }

    /// numpy's rule: very large, very small, or very different numbers.
    private var isScientific: Bool {
        let sizes = numbers.lazy.filter { $0.isFinite && $0 != 0 }.map(abs)
        guard let largest = sizes.max(), let smallest = sizes.min() else { return false }
        return largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000
    }

    private typealias Parts = (before: String, after: String, exponent: String, isFinite: Bool)

    private static func positional(_ number: Double) -> Parts {
        guard number.isFinite else { return (number.isNaN ? "nan" : number < 0 ? "-inf" : "inf", "", "", false) }
        return split(String(format: "%.8f", number), exponent: "")
    }

    private static func scientific(_ number: Double) -> Parts {
        guard number.isFinite else { return positional(number) }
        let text = String(format: "%.8e", number)
        guard let mark = text.firstIndex(of: "e") else { return (text, "", "", true) }
        return split(String(text[..<mark]), exponent: String(text[mark...]))
    }

    private static func split(_ text: String, exponent: String) -> Parts {
        guard let point = text.firstIndex(of: ".") else { return (text, "", exponent, true) }
        var after = text[point...]
        while after.last == "0" { after.removeLast() }
        return (String(text[..<point]), String(after), exponent, true)
    }
}
