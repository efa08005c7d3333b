import ReferenceCounting
import Testing
import TraceModel

/// Cells that follow a variable, and bound methods that hold their object weakly.
struct WeakCellTests {
    @Test func `a follower finds what the variable holds, and counts nothing`() {
        var test = HeapUnderTest()
        test.make("a")
        let variable = test.makeCell("variable", holding: "a")
        let follower = test.makeFollower("follower", of: variable)
        let count = test.count("a")
        let found = test.heap.element(0, of: follower).handle
        let a = test["a"]
        #expect(count == 2)
        #expect(found == a)
    }

    @Test func `a follower finds nothing once its object died`() {
        var test = HeapUnderTest()
        test.make("a")
        let variable = test.makeCell("variable", holding: "a")
        let follower = test.makeFollower("follower", of: variable)
        test.drop("a")
        let before = test.heap.element(0, of: follower).tag
        test.drop("variable")
        let after = test.heap.element(0, of: follower).tag
        #expect(before == .strong)
        #expect(after == .none)
    }

    @Test func `a store in the variable reaches every follower that lives, also one of a follower`() {
        var test = HeapUnderTest()
        for name in ["a", "b", "c"] { test.make(name) }
        let variable = test.makeCell("variable", holding: "a")
        let first = test.makeFollower("first", of: variable)
        test.makeFollower("second", of: first)
        test.makeFollower("third", of: variable)
        test.drop("third")
        test.setCell("variable", to: "b")
        let found = ["first", "second"].map { test.heap.element(0, of: test[$0]).handle }
        // The variable is followed by what follows its follower.
        test.drop("first")
        test.setCell("variable", to: "c")
        let later = test.heap.element(0, of: test["second"]).handle
        let (b, c) = (test["b"], test["c"])
        #expect(found == [b, b])
        #expect(later == c)
    }

    @Test func `what follows a variable keeps the last value, weakly, when the variable is gone`() {
        var test = HeapUnderTest()
        test.make("a")
        let variable = test.makeCell("variable", holding: "a")
        let follower = test.makeFollower("follower", of: variable)
        test.drop("variable")
        let alive = test.heap.element(0, of: follower).handle
        let a = test["a"]
        test.drop("a")
        let dead = test.heap.element(0, of: follower).tag
        #expect(alive == a)
        #expect(dead == .none)
    }

    @Test func `a variable that is unbound is so for its followers`() {
        var test = HeapUnderTest()
        test.make("a")
        let variable = test.makeCell("variable", holding: "a")
        let follower = test.makeFollower("follower", of: variable)
        test.heap.clearCell(variable)
        let tags = [variable, follower].map { test.heap.element(0, of: $0).tag }
        #expect(tags == [.empty, .empty])
    }

    @Test func `no event tells how a follower finds its variable`() throws {
        var test = HeapUnderTest()
        test.make("a")
        let variable = test.makeCell("variable", holding: "a")
        test.makeFollower("follower", of: variable)
        test.drop("variable")
        let a = test.heap.id(of: test["a"])
        let weak = try test.events().filter { [.weakMade, .weakCleared, .weakDropped].contains($0.kind) }
        #expect(weak.map(\.object) == [a])
        #expect(weak.map(\.kind) == [.weakMade])
    }

    @Test func `a bound method in a weak field keeps its function, and its object no longer`() throws {
        var test = HeapUnderTest(weakFields: ["action"])
        test.make("owner")
        test.make("receiver")
        test.makeMethod("method", of: "receiver")
        let strong = test.count("receiver")
        test.set("action", of: "owner", to: "method")
        test.drop("method")
        let weak = test.count("receiver")
        let field = test.heap.defineField("action")
        let before = test.heap.readWeakly(test.heap.field(field, of: test["owner"]))
        test.drop("receiver")
        let after = test.heap.readWeakly(test.heap.field(field, of: test["owner"]))
        let function = test.count("function")
        #expect(strong == 2)
        #expect(weak == 1)
        #expect(before.handle != nil)
        #expect(after.tag == .none)
        #expect(function == 2)
    }
}

extension HeapUnderTest {
    /// A cell of a variable, held under a name.
    @discardableResult
    mutating func makeCell(_ name: String, holding content: String) -> Handle {
        let cell = heap.allocate(StandardType.cell, kind: .cell, bytes: ObjectSizes.cell, capacity: 1)
        heap.retain(self[content], by: .module, .temporary)
        heap.appendSlot(Value(self[content]), field: heap.defineField("x"), to: cell, movedFrom: .module)
        return keep(cell, name)
    }

    @discardableResult
    mutating func makeFollower(_ name: String, of cell: Handle) -> Handle {
        let follower = heap.makeFollower(of: cell, frame: .module)
        heap.move(follower, from: .module, .temporary, to: .module, heap.defineField(name))
        enter(follower, name)
        return follower
    }

    mutating func setCell(_ cell: String, to value: String) {
        heap.retain(self[value], by: .module, .temporary)
        heap.setCell(self[cell], to: Value(self[value]), movedFrom: .module)
        serve()
    }

    /// A bound method, held under a name, of a function that is held under the name `function`.
    mutating func makeMethod(_ name: String, of receiver: String) {
        keep(heap.allocate(StandardType.function, kind: .function, bytes: ObjectSizes.function), "function")
        let method = heap.allocate(
            StandardType.boundMethod, kind: .boundMethod, bytes: ObjectSizes.boundMethod, capacity: 2)
        for (field, part) in [("__func__", "function"), ("__self__", receiver)] {
            heap.retain(self[part], by: .module, .temporary)
            heap.appendSlot(Value(self[part]), field: heap.defineField(field), to: method, movedFrom: .module)
        }
        keep(method, name)
    }
}
