import Testing
import TraceModel

@testable import SwiftSource

@Suite struct LayoutTests {
    @Test func `this toolchain is recognised`() {
        #expect(WatchedScope.refusal == nil)
        #expect(LayoutSelfTest.references() == LayoutSelfTest.expected)
    }
}
