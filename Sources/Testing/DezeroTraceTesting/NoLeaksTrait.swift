import HeapExpectations
import SwiftSource
public import Testing

/// Expects of a test, or of every test of a suite, that counting frees what it makes: `@Suite(.noLeaks)`.
///
/// Each test is judged when it ends, its parameters one by one; a test that makes nothing passes.
public struct NoLeaksTrait: TestTrait, SuiteTrait, TestScoping {
    public var isRecursive: Bool { true }

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // A suite is no test: its tests come here themselves.
        guard testCase != nil else { return try await function() }
        guard let scope = WatchedScope() else {
            record(ScopeExpectation.refused, test.sourceLocation)
            return try await function()
        }
        try await scope.watch(function)
        record(ScopeExpectation.noLeaks.outcome(of: scope, needsObjects: false), test.sourceLocation)
    }
}

extension Trait where Self == NoLeaksTrait {
    /// Expects of every test that counting frees the objects that it makes.
    public static var noLeaks: NoLeaksTrait { NoLeaksTrait() }
}
