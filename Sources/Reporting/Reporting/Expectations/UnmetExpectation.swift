public import DesignAdvice
public import TraceModel

/// What a test expected of a program's memory, and what came of it instead.
public struct UnmetExpectation: Equatable, Sendable {
    /// What is wrong.
    public enum Cause: Equatable, Sendable {
        /// Something leaks where nothing may.
        case leaks
        /// The leak of this fingerprint was expected, and others, or others only, are there.
        case otherLeaks(than: String)
        /// A leak was expected, of any fingerprint or of this one, and nothing leaks any more.
        case noLeak(of: String?)
        /// The program made no object, so that it could not leak.
        case nothingMade
        /// The objects were freed in another order than this one, or not at all.
        case order(expected: [String])
        /// The program failed, where it says.
        case failed(String, at: Finding.Moment?)
        /// The test is written wrongly, or the program's events cannot be judged: what is wrong, and what to do.
        case refused(String)
    }

    /// An object that was freed, or was not.
    public struct End: Equatable, Sendable {
        /// Its label.
        public var label: String
        /// The statement that freed it; nil for one that leaked.
        public var freedBy: Finding.Moment?

        /// Describes the end of an object.
        public init(label: String, freedBy: Finding.Moment?) {
            self.label = label
            self.freedBy = freedBy
        }
    }

    /// What is wrong.
    public var cause: Cause
    /// The program's headline figures.
    public var summary = RunSummary()
    /// Its leaks.
    public var findings: [Finding] = []
    /// Every instance, those that were freed first, in the order in which they were.
    public var ends: [End] = []
    /// The names that objects were bound to first, by label.
    public var names: [String: String] = [:]
    /// What to do about the leaks; nil where that was not asked for.
    public var advice: Advice?

    /// Says what is wrong; what is known beside it can be added.
    public init(_ cause: Cause) { self.cause = cause }
}
