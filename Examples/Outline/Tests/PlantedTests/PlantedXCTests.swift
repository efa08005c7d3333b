import DezeroTraceXCTest
import Outline
import XCTest

/// The same failure in XCTest.
final class PlantedXCTests: XCTestCase {
    func testAClosedDocumentTakesItsSectionsWithIt() {
        expectNoLeaks(in: Outline.editing(.strong))
    }
}
