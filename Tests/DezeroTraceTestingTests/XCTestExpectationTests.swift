import DezeroTraceXCTest
import XCTest

/// What must fail is in `Examples/Outline`: XCTest on Linux has no way to expect a failure.
final class XCTestExpectationTests: XCTestCase {
    func testWhatIsAsExpectedSaysNothing() {
        expectNoLeaks { heap in heap.bind("a", to: heap.type("Node")()) }
        expectDeinit(order: ["a"]) { heap in heap.bind("a", to: heap.type("Node")()) }
        expectLeaks { heap in
            let a = heap.bind("a", to: heap.type("Node", fields: "itself")())
            a["itself"] = a
        }
    }
}
