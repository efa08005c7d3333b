import LeakAnalysis
package import TraceModel

/// A ring on one line.
package enum RingWords {
    /// `obj#3.a → obj#1.b → obj#2.c → obj#3`; the middle of a long one is left out.
    package static func text(_ path: [Finding.Step], length: Int) -> String {
        text(
            path.map { "\($0.object).\($0.field)" } + (path.last.map { [$0.target] } ?? []),
            leftOut: length - path.count)
    }

    /// The same for a ring of slots, of which so many are not there.
    package static func text(_ slots: [String], leftOut: Int = 0) -> String {
        guard slots.count > mostSteps else { return slots.joined(separator: " → ") }
        let left = "… \(Wording.number(slots.count + leftOut - mostSteps + 1)) more …"
        return (slots.prefix(mostSteps / 2) + [left] + slots.suffix(mostSteps / 2 - 1)).joined(separator: " → ")
    }

    private static let mostSteps = 8
}
