import Foundation
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

    /// A nested Swift class, a method's lambda, the second inner function of one name, and a closure of a function
    /// whose type as Swift writes it has dots of its own.
    @Test(arguments: [
        ("App.Model<Int>.Node", "next"), ("Window.__init__.<locals>.<lambda>", "self"),
        ("outer.<locals>.inner#2.<locals>.<listcomp>", "x"), ("closure #1 in log(_: String...)", "self"),
    ])
    func `a slot is split at its last dot, so that a type or a function may have dots`(
        _ type: String, _ field: String
    ) throws {
        let slot = try #require(Slot("\(type).\(field)"))
        #expect(slot == Slot(type: type, field: field))
        let stored = try JSONEncoder().encode([slot])
        #expect(try JSONDecoder().decode([Slot].self, from: stored) == [slot])
    }

    @Test(arguments: ["", ".", "a", "a.", ".b", "a.b."])
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
