import Foundation
import LeakAnalysis
import Reporting
import SwiftSource
import TraceModel

/// What a failing expectation does beyond telling what its one run shows.
public enum ScopeExplanation: Sendable {
    /// Runs the body a second time, and says which statement closed each ring: the objects like those that leaked are
    /// put on pages of their own, so that every store into them is seen.
    ///
    /// The body's effects happen twice.
    case closingStore
}

extension ScopeExpectation {
    /// Runs a body and judges what it made.
    ///
    /// - Returns: what the body returned, which was alive meanwhile, and what became of the expectation.
    public func run<Value>(
        everyThread: Bool, explaining: ScopeExplanation?, _ body: () throws -> Value
    ) rethrows -> (Value, Outcome) {
        guard let scope = WatchedScope(everyThread: everyThread) else { return (try body(), Self.refused) }
        let value = try scope.watch(body)
        var judged = judge(scope)
        if explaining == .closingStore, judged.isLeak,
            let second = Self.again(StoreWatch(for: judged.ringMembers, of: scope), everyThread: everyThread)
        {
            // The first run's error was rethrown: what the second run throws is told by nobody.
            _ = try? second.watch(body)
            judged.explain(by: second)
        }
        return (value, judged.outcome)
    }

    /// Runs a body that waits for others, and judges what it made.
    public func run<Value>(
        everyThread: Bool, explaining: ScopeExplanation?, isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Value
    ) async rethrows -> (Value, Outcome) {
        guard let scope = WatchedScope(everyThread: everyThread) else { return (try await body(), Self.refused) }
        let value = try await scope.watch(body)
        var judged = judge(scope)
        if explaining == .closingStore, judged.isLeak,
            let second = Self.again(StoreWatch(for: judged.ringMembers, of: scope), everyThread: everyThread)
        {
            _ = try? await second.watch(body)
            judged.explain(by: second)
        }
        return (value, judged.outcome)
    }

    /// A scope for a second run; other explanations under way get five seconds to end.
    private static func again(_ stores: StoreWatch, everyThread: Bool) -> WatchedScope? {
        for _ in 0..<100 {
            guard let scope = WatchedScope(everyThread: everyThread) else { return nil }
            if scope.watchStores(stores) { return scope }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return nil
    }
}

/// What became of a scope, before it is put into words.
struct JudgedScope {
    private var unmet: UnmetScope?
    private let refusal: String?

    /// Nothing is wrong.
    static let met = JudgedScope(unmet: nil, refusal: nil)

    /// It could not be judged.
    static func notJudged(_ why: String) -> JudgedScope { JudgedScope(unmet: nil, refusal: why) }

    /// Something is wrong.
    static func unmet(_ unmet: UnmetScope) -> JudgedScope { JudgedScope(unmet: unmet, refusal: nil) }

    /// Whether something leaked that was not expected.
    var isLeak: Bool {
        switch unmet?.cause {
        case .leaks, .otherLeaks: true
        default: false
        }
    }

    /// The objects of the rings.
    var ringMembers: [ObjectID] { unmet?.verdict.rings.flatMap { $0.map(\.owned) } ?? [] }

    /// Takes over which stores closed the rings, from a second run that left the same.
    mutating func explain(by second: borrowing WatchedScope) {
        second.close()
        guard let snapshot = second.snapshot(isDetailed: true) else { return }
        unmet?.explain(by: CountVerdict(snapshot))
    }

    /// As a test tells it.
    var outcome: ScopeExpectation.Outcome {
        if let refusal { return .notJudged(refusal) }
        guard let unmet else { return .met }
        // A test runner ends the line itself.
        let text = String(ScopeText().text(unmet).dropLast())
        return unmet.cause == .likely ? .suspected(text) : .failed(text)
    }
}
