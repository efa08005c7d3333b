public import TraceModel

/// A reference of a ring or path that is drawn.
package struct ShownStep {
    /// The reference.
    package let step: Finding.Step
    /// How many before it are left out.
    package let skipped: Int

    /// A ring with more references than this is elided in its middle.
    package static let mostSteps = 12

    /// The references of a ring of `length` that are drawn: all of a short one, else the first and the last ones;
    /// `path` are those that are kept.
    package static func of(_ path: [Finding.Step], length: Int) -> [ShownStep] {
        guard path.count > mostSteps else { return path.map { ShownStep(step: $0, skipped: 0) } }
        let half = mostSteps / 2
        return path.prefix(half).map { ShownStep(step: $0, skipped: 0) }
            + path.suffix(half).enumerated().map { place, step in
                ShownStep(step: step, skipped: place == 0 ? length - 2 * half : 0)
            }
    }
}

extension Finding {
    /// The references of the ring that reports draw: all of a short one, else the first and the last ones.
    public var shownSteps: [Step] { ShownStep.of(path, length: length).map(\.step) }
}
