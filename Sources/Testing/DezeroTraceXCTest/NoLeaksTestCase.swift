import HeapExpectations
import SwiftSource
public import XCTest

/// A base class for tests of which each is expected to leave no leak: `final class DocumentTests: NoLeaksTestCase`.
///
/// A test is judged when it, its `setUp` and its `tearDown` have ended. What the test case itself keeps in its
/// properties is alive, and no leak.
open class NoLeaksTestCase: XCTestCase {
    /// Where a failure is recorded: the file of the class is not known to XCTest.
    open override func invokeTest() {
        guard let scope = WatchedScope() else {
            record(ScopeExpectation.refused, #filePath, #line)
            return super.invokeTest()
        }
        scope.watch { super.invokeTest() }
        record(ScopeExpectation.noLeaks.outcome(of: scope, needsObjects: false), #filePath, #line)
    }
}
