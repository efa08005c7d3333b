import DezeroTraceXCTest
import Outline
import XCTest

/// The same in a project that uses XCTest.
final class OutlineXCTests: XCTestCase {
    func testAClosedDocumentTakesItsSectionsWithIt() {
        expectNoLeaks(in: Outline.editing(.weak))
    }

    func testTheLeakOfTheFormerDesignIsTheOneWeKnow() {
        expectLeaks("322a6a3e", in: Outline.editing(.strong))
    }
}
