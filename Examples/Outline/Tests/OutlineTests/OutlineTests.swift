import DezeroTraceTesting
import Outline
import Testing

/// The fixed form: what a project keeps in its tests.
@Suite struct OutlineTests {
    @Test func `a closed document takes its sections with it`() {
        expectNoLeaks(in: Outline.editing(.weak))
    }

    @Test func `the document goes first, then its sections, the last one first`() {
        expectDeinit(order: ["doc", "Section#2", "Section#1"], in: Outline.editing(.weak))
    }

    @Test func `a screen is not kept by the closure of its button`() {
        expectNoLeaks(in: Outline.tapping(capturesWeakly: true))
    }

    @Test(.heap(weak: ["Section.document"])) func `weakening the slot mends the planted form as well`() {
        expectNoLeaks(in: Outline.editing(.strong))
    }

    @Test func `a graph can stand in the test itself`() {
        expectNoLeaks { heap in
            let node = heap.type("Node", fields: "next", weak: ["previous"])
            let first = heap.bind("first", to: node())
            let second = heap.bind("second", to: node())
            first["next"] = second
            second["previous"] = first
        }
    }
}
