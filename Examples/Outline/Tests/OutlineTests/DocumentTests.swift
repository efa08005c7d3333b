import DezeroTraceTesting
import Outline
import Testing

/// Real objects of real classes; nothing describes them.
@Suite struct DocumentTests {
    @Test func `a closed document takes its sections with it`() {
        expectNoLeaks {
            let document = Document(title: "A book about counting")
            document.addSection("Why")
            document.addSection("How")
            document.sections[0].heading = "What"
        }
    }

    @Test func `counting changes does not keep the document`() {
        let changes = expectNoLeaks {
            let document = Document(title: "A book about counting")
            document.countChanges()
            document.addSection("Why")
            document.sections[0].heading = "What"
            return document.changes
        }
        #expect(changes == 1)
    }
}

/// One word for all tests of a suite: none may leave a ring.
@Suite(.noLeaks) struct EditingTests {
    @Test(arguments: [1, 10]) func `sections are added`(count: Int) {
        let document = Document(title: "A book about counting")
        for number in 1...count { document.addSection("Chapter \(number)") }
        #expect(document.sections.count == count)
    }
}
