/// Finds what a person probably meant.
public enum Suggestion {
    /// The candidate closest to `word`, if one is close enough to be a slip of the fingers.
    ///
    /// - Complexity: O(candidates × length²).
    public static func closest(to word: String, among candidates: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased())
        var best: (word: String, distance: Int)?
        for candidate in candidates {
            let distance = distance(letters, Array(candidate.lowercased()))
            if distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        guard let best, best.distance <= max(1, letters.count / 3) else { return nil }
        return best.word
    }

    /// What to do next, as a remedy says it: `did you mean ring? See …` where something was probably meant, else `see …`.
    ///
    /// - Parameters:
    ///   - meant: what was probably meant.
    ///   - advice: what to do anyhow, in lower case.
    /// - Returns: both, or the advice alone.
    public static func remedy(_ meant: String?, then advice: String) -> String {
        meant.map { "did you mean \($0)? \(advice.prefix(1).uppercased())\(advice.dropFirst())" } ?? advice
    }

    /// How many letters to add, drop, change or exchange with their neighbour to make one text the other
    /// (optimal string alignment).
    public static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                var least = min(last[j] + (letter == other ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
                    least = min(least, beforeLast[j - 1] + 1)
                }
                row.append(least)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
