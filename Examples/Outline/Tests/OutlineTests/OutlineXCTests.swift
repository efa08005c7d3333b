import DezeroTraceXCTest
import Outline
import XCTest

/// The same in a project that uses XCTest.
final class OutlineXCTests: XCTestCase {
    func testAClosedDocumentTakesItsSectionsWithIt() {
        expectNoLeaks(in: Outline.editing(.weak))
    }

    func testTheLeakOfTheFormerDesignIsTheOneWeKnow() {
        expectLeaks("a0b43712", in: Outline.editing(.strong))
    }
}
