import TraceModel

/// The iterations over which growth is measured, found from the figures alone.
struct GrowthWindow {
    /// What bytes and objects do together.
    let pattern: Growth.Pattern
    /// The place of the iteration after which both are steady.
    let place: Int
    /// The line of live bytes.
    let bytes: Trend
    /// The line of live instances.
    let objects: Trend

    /// Nil for no iterations.
    init?(_ iterations: [RunSummary.Iteration]) {
        guard !iterations.isEmpty else { return nil }
        bytes = Trend(iterations.map { Double($0.liveBytes) })
        objects = Trend(iterations.map { Double($0.liveObjects) })
        place = max(bytes.steadyFrom, objects.steadyFrom)
        if iterations.count < Growth.leastIterations {
            pattern = .unknown
        } else if bytes.grows || objects.grows {
            pattern = .grows
        } else {
            pattern = place == 0 ? .level : .fills
        }
    }
}

/// The straight line that the end of a series follows.
struct Trend {
    /// What the line rises by from one value to the next.
    let slope: Double
    /// The place of the first value from which on all lie near the line.
    let steadyFrom: Int
    /// Whether the series still rises in its last half.
    let grows: Bool

    /// Reads a series that is not empty.
    ///
    /// O(n).
    init(_ values: [Double]) {
        let half = values.count - values.count / 2 - 1
        let tail = Array(values[half...])
        let (slope, start) = Self.line(through: tail)
        let step = zip(tail, tail.dropFirst()).reduce(0) { max($0, abs($1.1 - $1.0)) }
        // What arithmetic on doubles may lose is no deviation.
        let tolerance = step + 1e-9 * tail.reduce(0) { max($0, abs($1)) }
        var steady = values.count - 1
        while steady > 0, abs(values[steady - 1] - (start + slope * Double(steady - 1 - half))) <= tolerance {
            steady -= 1
        }
        self.slope = slope
        steadyFrom = steady
        grows = values.count >= Growth.leastIterations && Self.rises(tail)
    }

    /// The line of least squares: its slope, and its value at the first place.
    private static func line(through values: [Double]) -> (slope: Double, start: Double) {
        let count = Double(values.count)
        let middle = (count - 1) / 2
        let mean = values.reduce(0, +) / count
        var (rise, run) = (0.0, 0.0)
        for (place, value) in values.enumerated() {
            let distance = Double(place) - middle
            rise += distance * (value - mean)
            run += distance * distance
        }
        let slope = run > 0 ? rise / run : 0
        return (slope, mean - slope * middle)
    }

    /// Whether floors and ceilings of four blocks rise and never sink.
    private static func rises(_ values: [Double]) -> Bool {
        let blocks = min(4, values.count)
        let bounds = (0..<blocks).map { block in
            let part = values[(values.count * block / blocks)..<(values.count * (block + 1) / blocks)]
            return (floor: part.min() ?? 0, ceiling: part.max() ?? 0)
        }
        guard let first = bounds.first, let last = bounds.last else { return false }
        let neverSinks = zip(bounds, bounds.dropFirst()).allSatisfy {
            $0.floor <= $1.floor && $0.ceiling <= $1.ceiling
        }
        return neverSinks && first.floor < last.floor && first.ceiling < last.ceiling
    }
}
