import Foundation
import SwiftSource

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
        if explaining == .closingStore,
            let second = Self.again(StoreWatch(for: judged.ringMembers, of: scope), everyThread: everyThread)
        {
            // The first run's error was rethrown: what the second run throws is reported nowhere.
            _ = try? second.watch(body)
            judged = judged.explained(by: second)
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
        if explaining == .closingStore,
            let second = Self.again(StoreWatch(for: judged.ringMembers, of: scope), everyThread: everyThread)
        {
            _ = try? await second.watch(body)
            judged = judged.explained(by: second)
        }
        return (value, judged.outcome)
    }

    /// A scope for a second run; other explanations under way get five seconds to end.
    private static func again(_ stores: StoreWatch, everyThread: Bool) -> WatchedScope? {
        guard !stores.isEmpty else { return nil }
        for _ in 0..<100 {
            guard let scope = WatchedScope(everyThread: everyThread) else { return nil }
            if scope.watchStores(stores) { return scope }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return nil
    }
}
