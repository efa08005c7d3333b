import Foundation
import LeakAnalysis
import Reporting
public import SwiftSource
import TraceModel

/// What a test expects of the real objects that it makes.
public enum ScopeExpectation: Equatable, Sendable {
    /// None of them is held by itself only.
    case noLeaks
    /// Some are, by the cause of this fingerprint and no other where one is given; its beginning is enough.
    case leaks(fingerprint: String?)
    /// None of the program's types is alive, whatever holds it.
    case allFreed

    /// What became of an expectation.
    public enum Outcome: Sendable {
        /// As expected.
        case met
        /// The text for the failed test's log.
        case failed(String)
        /// What may be a leak, and fails nothing: the text of a warning.
        case suspected(String)
        /// It cannot be judged in this process: why, in one sentence.
        case notJudged(String)

        /// Whether `DEZERO_TRACE_REQUIRED=1` makes a failure of what was not judged.
        public static var isJudgementRequired: Bool {
            ProcessInfo.processInfo.environment["DEZERO_TRACE_REQUIRED"] == "1"
        }
    }

    /// Why nothing can be judged, as the outcome of an expectation.
    public static var refused: Outcome {
        .notJudged("Not judged: \(WatchedScope.refusal ?? "too many expectations are under way").")
    }

    /// Judges a scope whose body has ended.
    ///
    /// A leaking scope is looked at twice, ten milliseconds apart, and only what both looks found is told. With
    /// `needsObjects` a scope that made none of the program's objects fails.
    public func outcome(of scope: borrowing WatchedScope, needsObjects: Bool = true) -> Outcome {
        judge(scope, needsObjects: needsObjects).outcome
    }

    /// Judges a scope, for who may want to know more before it is put into words.
    func judge(_ scope: borrowing WatchedScope, needsObjects: Bool = true) -> JudgedScope {
        scope.close()
        guard let first = scope.snapshot() else { return .notJudged("Not judged: there was no memory to look.") }
        var verdict = CountVerdict(first)
        if needsObjects, scope.madeOfProgram.isEmpty { return .unmet(UnmetScope(.nothingMade, verdict: verdict)) }
        if self == .allFreed { return allFreed(scope, first) }
        if !verdict.leaked.isEmpty || !verdict.likely.isEmpty {
            Thread.sleep(forTimeInterval: 0.01)
            guard let second = scope.snapshot(isDetailed: true) else {
                return .notJudged("Not judged: there was no memory to look.")
            }
            verdict = CountVerdict(second, alive: Set(verdict.alive.map(\.id)))
        }
        guard let cause = cause(verdict) else { return .met }
        return .unmet(UnmetScope(cause, verdict: verdict))
    }

    /// Tasks that are about to end get half a second.
    private func allFreed(_ scope: borrowing WatchedScope, _ first: CountedSnapshot) -> JudgedScope {
        var living = LivingType.all(in: first)
        for pause in [0.01, 0.04, 0.15, 0.3] where !living.isEmpty {
            Thread.sleep(forTimeInterval: pause)
            guard let next = scope.snapshot() else { break }
            living = LivingType.all(in: next)
        }
        guard !living.isEmpty, let last = scope.snapshot(isDetailed: true) else { return .met }
        return .unmet(UnmetScope(.alive, verdict: CountVerdict(last), living: living))
    }

    private func cause(_ verdict: CountVerdict) -> UnmetScope.Cause? {
        let findings = verdict.findings
        switch self {
        case .noLeaks: return !findings.isEmpty ? .leaks : verdict.likely.isEmpty ? nil : .likely
        case .allFreed: return nil
        case .leaks(let fingerprint):
            if findings.isEmpty { return .noLeak(of: fingerprint) }
            guard let fingerprint else { return nil }
            let isAll = findings.allSatisfy { $0.fingerprint.hasPrefix(fingerprint) }
            return isAll && !fingerprint.isEmpty ? nil : .otherLeaks(than: fingerprint)
        }
    }
}
