import LeakAnalysis
import TraceModel

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
        let distance = Suggestion.distance(wanted, letters)
        guard distance <= limit, found.count < 3 || distance < (found.last?.distance ?? 0) else { return }
        let place = found.firstIndex { $0.distance > distance } ?? found.count
        found.insert((distance, text), at: place)
        if found.count > 3 { found.removeLast() }
    }
}
