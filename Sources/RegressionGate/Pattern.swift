/// A text in which `*` stands for any text.
public struct TextPattern: Equatable, Sendable {
    /// As it was written.
    public let text: String
    private let parts: [Wildcard<Character>]

    /// Reads a pattern.
    public init(_ text: String) {
        self.text = text
        parts = text.map { $0 == "*" ? .anything : .one($0) }
    }

    /// Whether all of a text fits.
    public func matches(_ text: String) -> Bool { Wildcard.match(parts, Array(text), ==) }
}

/// A ring of slots in which `*` stands for any text within a slot, and `...` for any slots.
public struct RingPattern: Equatable, Sendable {
    /// As it was written.
    public let text: String
    private let parts: [Wildcard<TextPattern>]

    /// Reads `Function.outputs -> Variable.creator`; nil where a slot is missing.
    public init?(_ text: String) {
        self.text = text
        let slots = text.replacing("→", with: "->").split(separator: "->", omittingEmptySubsequences: false)
            .map { $0.trimmingSpaces }
        guard !slots.contains("") else { return nil }
        parts = slots.map { $0 == "..." ? .anything : .one(TextPattern($0)) }
    }

    /// Whether a ring fits, wherever one begins to read it.
    ///
    /// O(n² · p) for n slots and p parts of the pattern.
    public func matches(_ ring: [String]) -> Bool {
        ring.indices.contains { start in
            Wildcard.match(parts, Array(ring[start...] + ring[..<start])) { $0.matches($1) }
        }
    }
}

/// A part of a pattern over a sequence.
private enum Wildcard<One: Equatable & Sendable>: Equatable, Sendable {
    /// Any number of elements.
    case anything
    /// An element like this.
    case one(One)

    /// Whether all elements fit the pattern; where a wildcard took too few, it takes one more.
    ///
    /// O(elements × parts).
    static func match<Element>(
        _ pattern: [Wildcard], _ elements: [Element], _ fits: (One, Element) -> Bool
    ) -> Bool {
        var (part, element) = (0, 0)
        var retry: (part: Int, element: Int)?
        while element < elements.count {
            if part < pattern.count, case .anything = pattern[part] {
                retry = (part, element)
                part += 1
            } else if part < pattern.count, case .one(let one) = pattern[part], fits(one, elements[element]) {
                part += 1
                element += 1
            } else if let last = retry {
                retry = (last.part, last.element + 1)
                (part, element) = (last.part + 1, last.element + 1)
            } else {
                return false
            }
        }
        return pattern[part...].allSatisfy { $0 == .anything }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
