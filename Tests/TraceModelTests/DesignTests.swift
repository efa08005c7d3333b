import Testing
import TraceModel

@Suite("Designs and slots")
struct DesignTests {
    @Test func `a slot is a type and a field`() throws {
        let slot = try #require(Slot("Function.outputs"))
        #expect(slot.type == "Function")
        #expect(slot.field == "outputs")
        #expect(slot.description == "Function.outputs")
    }

    @Test(arguments: ["", ".", "a", "a.", ".b", "a.b.c"])
    func `anything else is no slot`(_ text: String) {
        #expect(Slot(text) == nil)
    }

    @Test func `a design is a set of slots, in an order of its own`() throws {
        let (inputs, outputs) = (Slot(type: "Function", field: "inputs"), Slot(type: "Function", field: "outputs"))
        let design = Design.weak([outputs, inputs, outputs])
        #expect(design.weakSlots == [inputs, outputs])
        #expect(design.name == "Function.inputs+Function.outputs")
        #expect(design == Design.weak([inputs, outputs]))
    }

    @Test func `a design without slots is the strong one`() {
        #expect(Design.weak([]) == .strong)
        #expect(Design.strong.weakSlots.isEmpty)
    }

    @Test func `what a program declares goes by the name weakref`() {
        #expect(Design.weakref([Slot(type: "obj", field: "a")]).name == "weakref")
    }
}
