public import LeakAnalysis
import TraceModel

/// What a test expected of the real objects of a scope, and what came of them instead.
public struct UnmetScope: Sendable {
    /// What is wrong.
    public enum Cause: Equatable, Sendable {
        /// Something leaks where nothing may.
        case leaks
        /// Something leaks if what is not understood holds what it seems to: no failure.
        case likely
        /// The leak of this fingerprint was expected, and others are there.
        case otherLeaks(than: String)
        /// A leak was expected, of any fingerprint or of this one, and nothing leaks.
        case noLeak(of: String?)
        /// Objects are alive that were expected to be freed.
        case alive
        /// The scope made no object of the program, so that it says nothing.
        case nothingMade
    }

    /// What is wrong.
    public var cause: Cause
    /// What leaked, what is alive, and what to change.
    public var verdict: CountVerdict
    /// The living objects of the program, by type, with what holds them.
    public var living: [LivingType]

    /// Collects the parts.
    public init(_ cause: Cause, verdict: CountVerdict, living: [LivingType] = []) {
        self.cause = cause
        self.verdict = verdict
        self.living = living
    }

    /// Takes over from the verdict of another run which stores closed the same rings.
    public mutating func explain(by other: CountVerdict) {
        for finding in other.findings { verdict.take(closedBy: finding.closedBy, for: finding.fingerprint) }
    }
}
