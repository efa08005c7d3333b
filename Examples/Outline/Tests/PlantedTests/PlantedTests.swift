import DezeroTraceTesting
import Outline
import Testing

/// These tests fail, to show what a failure says; `make examples` asserts it.
@Suite(.serialized) struct PlantedTests {
    @Test func `a closed document takes its sections with it`() {
        expectNoLeaks(in: Outline.editing(.strong))
    }

    @Test func `a screen is not kept by the closure of its button`() {
        expectNoLeaks(in: Outline.tapping(capturesWeakly: false))
    }

    @Test func `the sections go in order, then the document`() {
        expectDeinit(order: ["Section#1", "Section#2", "doc"], in: Outline.editing(.weak))
    }

    @Test func `a misspelled field is no leak but a mistake of the test`() {
        expectNoLeaks { heap in
            let node = heap.type("Node", fields: "parent")
            let root = heap.bind("root", to: node())
            root["parnet"] = root
        }
    }

    @Test func `a real document takes its sections with it`() {
        expectNoLeaks(explaining: .closingStore) {
            let document = Document(title: "A book about counting")
            document.addSection("Why")
        }
    }

    @Test func `counting changes does not keep a real document`() {
        expectNoLeaks {
            let document = Document(title: "A book about counting")
            document.countChanges()
        }
    }

    @Test(.noLeaks) func `one word finds the same in a whole test`() {
        let document = Document(title: "A book about counting")
        document.addSection("Why")
    }
}
