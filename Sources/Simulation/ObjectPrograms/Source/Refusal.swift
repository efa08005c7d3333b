/// A construct that a program's text has and the object language lacks, with every place of it.
public struct Refusal: Hashable, Sendable {
    /// A place in the text.
    public struct Place: Hashable, Sendable {
        /// From 1.
        public var line: Int
        /// In characters, from 1.
        public var column: Int
    }

    /// What it is: `a 'try' statement`.
    public let construct: String
    /// What to write instead; no full stop at its end.
    public let remedy: String
    /// Whether CPython runs it; a slip of the pen or a line of a notebook it does not.
    public let isPython: Bool
    /// Its first places in the order of the text, at most ``maximumPlaces``.
    public internal(set) var places: [Place]
    /// How many places there are.
    public internal(set) var count: Int

    /// How many places a refusal keeps.
    public static let maximumPlaces = 10

    init(_ place: RefusedPlace) {
        construct = place.message
        remedy = place.remedy
        isPython = place.isPython
        places = []
        count = 0
    }

    /// The refusal in one line: where it is met first, what it is, where else, and what to write instead.
    public func description(file: String) -> String {
        let place = places.first.map { "\(file):\($0.line):\($0.column): " } ?? ""
        return "\(place)\(construct)\(otherPlaces); \(remedy)"
    }

    /// ` (3 places: lines 4, 9, 30)`; empty for one place.
    var otherPlaces: String {
        guard count > 1 else { return "" }
        var lines: [Int] = []
        for place in places where lines.last != place.line { lines.append(place.line) }
        let more = count - places.count
        let list = lines.map(String.init).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
        return " (\(count) places: \(lines.count > 1 ? "lines" : "line") \(list))"
    }
}
