import LeakAnalysis
import TraceModel

/// A leak that somebody answers for, until a day.
public struct KnownLeak: Equatable, Sendable {
    /// Which leaks it means.
    public enum Cause: Equatable, Sendable {
        /// Those whose fingerprint begins so.
        case fingerprint(String)
        /// Those whose ring reads so.
        case path(RingPattern)
    }

    /// Which leaks it means.
    public var cause: Cause
    /// The programs in which it is known.
    public var program: TextPattern
    /// The designs under which it is known.
    public var design: TextPattern
    /// Who answers for it.
    public var owner: String
    /// Why it may stay.
    public var reason: String
    /// The last day on which it may.
    public var expires: Day
    /// Where it stands: `known-leaks.yaml:4`.
    public var place: String

    /// As the file names it.
    public var name: String {
        switch cause {
        case .fingerprint(let text): text
        case .path(let pattern): pattern.text
        }
    }

    /// Whether it names a program and design at all.
    ///
    /// A file may be named without its suffix.
    func applies(to subject: Subject) -> Bool {
        let name = subject.program
        let isProgram = program.matches(name) || name.hasSuffix(".py") && program.matches(String(name.dropLast(3)))
        return isProgram && design.matches(subject.design)
    }

    /// Whether it meant a leak by its fingerprint as it was before version 0.2.
    func meantFormerly(_ finding: Finding) -> Bool {
        guard case .fingerprint(let text) = cause else { return false }
        return Fingerprint.former(of: finding.ring).hasPrefix(text)
    }

    /// Whether it means a leak of a program and design.
    func matches(_ finding: Finding, of subject: Subject) -> Bool {
        guard applies(to: subject) else { return false }
        switch cause {
        case .fingerprint(let text): return finding.fingerprint.hasPrefix(text)
        case .path(let pattern): return pattern.matches(finding.ring)
        }
    }
}
