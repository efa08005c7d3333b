/// The texts closest to one that named nothing: at most three, by the number of letters to change.
struct Suggestions {
    private let wanted: [Character]
    private var found: [(distance: Int, text: String)] = []

    init(for text: String) { wanted = Array(text.lowercased()) }

    /// The closest so far, the closest first.
    var best: [String] { found.map(\.text) }

    /// Weighs a text.
    ///
    /// O(letters of one times letters of the other).
    mutating func consider(_ text: String) {
        let limit = max(2, wanted.count / 3)
        let letters = Array(text.lowercased())
        guard abs(letters.count - wanted.count) <= limit, !found.contains(where: { $0.text == text }) else { return }
        let distance = Self.distance(wanted, letters)
        guard distance <= limit, found.count < 3 || distance < (found.last?.distance ?? 0) else { return }
        let place = found.firstIndex { $0.distance > distance } ?? found.count
        found.insert((distance, text), at: place)
        if found.count > 3 { found.removeLast() }
    }

    /// The fewest letters to add, drop or change to make one text the other.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (place, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for column in right.indices {
                let change = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(change, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
