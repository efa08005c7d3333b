import LeakAnalysis
import Reporting
import SwiftSource
import TraceModel

/// What became of a scope, before it is put into words.
enum JudgedScope {
    /// Nothing is wrong.
    case met
    /// It could not be judged, and why.
    case notJudged(String)
    /// Something is wrong, or may be.
    case unmet(UnmetScope)

    /// The objects of the rings that were not expected.
    var ringMembers: [ObjectID] {
        guard case .unmet(let unmet) = self else { return [] }
        switch unmet.cause {
        case .leaks, .otherLeaks: return unmet.verdict.rings.flatMap { $0.map(\.owned) }
        default: return []
        }
    }

    /// With which stores closed the rings, from a second run that left the same.
    func explained(by second: borrowing WatchedScope) -> JudgedScope {
        second.close()
        guard case .unmet(var unmet) = self, let snapshot = second.snapshot(isDetailed: true) else { return self }
        unmet.explain(by: CountVerdict(snapshot))
        return .unmet(unmet)
    }

    /// As a test tells it.
    var outcome: ScopeExpectation.Outcome {
        switch self {
        case .met: return .met
        case .notJudged(let why): return .notJudged(why)
        case .unmet(let unmet):
            // A test runner ends the line itself.
            let text = String(ScopeText().text(unmet).dropLast())
            return unmet.cause == .likely ? .suspected(text) : .failed(text)
        }
    }
}
