/// Gathers what of a program's text is refused, while it is read.
final class RefusalList {
    private var refusals: [Refusal] = []
    private var index: [Key: Int] = [:]
    /// Refusals beyond those that are kept; one that is met twice counts twice.
    private var omitted = 0
    /// Where a place of a text inside of the text stands; nil while the text itself is read.
    var moved: ((Position) -> Position)?

    private struct Key: Hashable {
        var message: String
        var remedy: String
    }

    /// Enters a place under its refusal.
    func note(_ place: RefusedPlace) {
        let position = moved?(place.position) ?? place.position
        let key = Key(message: place.message, remedy: place.remedy)
        guard let number = index[key] ?? begin(place, key) else {
            omitted += 1
            return
        }
        refusals[number].count += 1
        guard refusals[number].places.count < Refusal.maximumPlaces else { return }
        refusals[number].places.append(
            Refusal.Place(line: Int(position.line), column: Int(position.column)))
    }

    private func begin(_ place: RefusedPlace, _ key: Key) -> Int? {
        guard refusals.count < RefusedProgram.maximumRefusals else { return nil }
        refusals.append(Refusal(place))
        index[key] = refusals.count - 1
        return refusals.count - 1
    }

    /// Throws where anything was noted.
    func check(file: String) throws(RefusedProgram) {
        guard !refusals.isEmpty else { return }
        // Each pass over the text appends its own.
        for number in refusals.indices { refusals[number].places.sort { ($0.line, $0.column) < ($1.line, $1.column) } }
        let sorted = refusals.sorted { left, right in
            guard let first = left.places.first, let second = right.places.first else { return false }
            return (first.line, first.column) < (second.line, second.column)
        }
        throw RefusedProgram(file: file, refusals: sorted, count: sorted.count + omitted)
    }
}

extension RefusedProgram {
    /// A text that cannot be read at all.
    init(_ place: RefusedPlace, file: String) {
        var refusal = Refusal(place)
        refusal.places = [Refusal.Place(line: Int(place.position.line), column: Int(place.position.column))]
        refusal.count = 1
        self.init(file: file, refusals: [refusal], count: 1)
    }
}
