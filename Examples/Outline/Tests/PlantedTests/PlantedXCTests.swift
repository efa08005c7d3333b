import DezeroTraceXCTest
import Outline
import XCTest

/// The same failure in XCTest.
final class PlantedXCTests: XCTestCase {
    func testAClosedDocumentTakesItsSectionsWithIt() {
        expectNoLeaks(in: Outline.editing(.strong))
    }
}

/// One base class for all tests of a class.
final class PlantedBaseXCTests: NoLeaksTestCase {
    func testADocumentTakesItsSectionsWithIt() {
        let document = Document(title: "A book about counting")
        document.addSection("Why")
    }

    func testWhatWaitsIsWatchedToo() async {
        await Task.yield()
        Document(title: "A book about counting").countChanges()
    }
}
