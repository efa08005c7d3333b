/// A series as a row of bars, one cell a value.
enum Sparkline {
    private static let bars = Array("▁▂▃▄▅▆▇█")

    /// The newest values, lowest bar for the least of them, highest for the greatest; all low where they are equal.
    static func text(_ values: [Int], most: Int) -> String {
        let shown = values.suffix(most)
        guard let least = shown.min(), let greatest = shown.max() else { return "" }
        let range = Double(greatest) - Double(least)
        return String(
            shown.map { value in
                guard range > 0 else { return bars[0] }
                let share = (Double(value) - Double(least)) / range
                return bars[min(Int(share * Double(bars.count)), bars.count - 1)]
            })
    }
}
