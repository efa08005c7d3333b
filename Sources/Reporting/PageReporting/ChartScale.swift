import Reporting

/// Turns values into places of a chart of 520 by 220 pixels; the page's script knows the same frame.
struct ChartScale {
    /// The highest value on the axis.
    let top: Int
    private let step: Int
    private let domain: (first: Int, last: Int)

    /// The edges of the area in which the lines are drawn.
    static let (left, right, upper, lower) = (56.0, 506.0, 14.0, 180.0)

    /// No axis goes further, so that nothing overflows.
    private static let largest = 1_000_000_000_000_000_000

    /// A scale for values up to `most`.
    init(most: Int, domain: (first: Int, last: Int)) {
        let most = min(max(most, 1), Self.largest)
        step = Self.step(for: most, ticks: 4)
        top = most.dividedUp(by: step) * step
        self.domain = domain
    }

    /// 1, 2 or 5 times a power of ten, so that at most so many reach the end.
    private static func step(for most: Int, ticks: Int) -> Int {
        var power = 1
        while power < largest {
            for factor in [1, 2, 5] where most.dividedUp(by: factor * power) <= ticks { return factor * power }
            power *= 10
        }
        return power
    }

    func x(_ value: Int) -> Double {
        let share = Double(value - domain.first) / Double(domain.last - domain.first)
        return Self.left + share * (Self.right - Self.left)
    }

    func y(_ value: Int) -> Double { Self.lower - Double(value) / Double(top) * (Self.lower - Self.upper) }

    var yTicks: [Int] { Array(Swift.stride(from: 0, through: top, by: step)) }

    /// Round numbers between the first and the last place.
    var xTicks: [Int] {
        let step = Self.step(for: min(max(domain.last - domain.first, 1), Self.largest), ticks: 6)
        let start = domain.first.dividedUp(by: step) * step
        let round = Array(Swift.stride(from: start, through: domain.last, by: step))
        return domain.first == 1 && round.first != 1 ? [1] + round : round
    }

    /// By how much bytes are divided so that they can be read, and what they are then.
    var byteUnit: (divisor: Double, name: String) {
        switch top {
        case ..<10_000: (1, "")
        case ..<10_000_000: (1000, "kB")
        case ..<10_000_000_000: (1_000_000, "MB")
        default: (1_000_000_000, "GB")
        }
    }

    /// A place with one decimal.
    static func pixels(_ value: Double) -> String { Wording.decimal((value * 10).rounded() / 10, grouped: false) }
}

extension Int {
    fileprivate func dividedUp(by divisor: Int) -> Int { self / divisor + (isMultiple(of: divisor) ? 0 : 1) }
}
