import Inspection
import LeakAnalysis
import Reporting
import TraceModel

extension Samples {
    /// The seed's three objects that hold each other, after their names were dropped.
    static var cycleDrawing: Drawing {
        let boxes = [("obj#1", "a"), ("obj#2", "b"), ("obj#3", "c")].enumerated().map { index, names in
            ObjectPicture.Box(
                id: ObjectID(rawValue: UInt32(index + 1)), label: names.0, name: names.1, count: 1, bytes: 56,
                state: .inCycle)
        }
        let arrows = [(1, "b", 2), (2, "c", 3), (3, "a", 1)].map { holder, field, owned in
            arrow(.object(ObjectID(rawValue: UInt32(holder))), field, owned, isInCycle: true)
        }
        return Drawing(
            run: run(1, "cycle", .strong),
            picture: ObjectPicture(
                moment: GraphMoment(seq: 41, mark: .namesDropped), roots: [], boxes: boxes, arrows: arrows))
    }

    /// A square in the weak design, with everything that a picture can show: names, weak references, a kept object,
    /// and what is left out.
    static var squareDrawing: Drawing {
        let boxes = [
            ObjectPicture.Box(id: ObjectID(rawValue: 2), label: "Variable#1", name: "x", count: 2, bytes: 56),
            ObjectPicture.Box(id: ObjectID(rawValue: 3), label: "Square#1", count: nil, bytes: 56),
            ObjectPicture.Box(id: ObjectID(rawValue: 9), label: "변수#1", name: "결과", count: 1, bytes: 56, state: .kept),
        ]
        let arrows = [
            arrow(.root(0), "", 2), arrow(.root(1), "[0]", 3), arrow(.object(ObjectID(rawValue: 3)), "inputs[0]", 2),
            arrow(.object(ObjectID(rawValue: 3)), "outputs[0]", 9, isStrong: false),
            arrow(.object(ObjectID(rawValue: 9)), "creator", 3),
        ]
        let statement = moment("square.py", 14, "y = square(x)  # \"제곱\"", 33)
        return Drawing(
            run: run(7, "square", .weakref([Slot(type: "Function", field: "outputs")])),
            picture: ObjectPicture(
                moment: GraphMoment(seq: 40, statement: statement, isEndOfStatement: true),
                roots: ["x", "square(): fs"],
                boxes: boxes, arrows: arrows, boxesLeftOut: 1_234, arrowsLeftOut: 1))
    }

    private static func arrow(
        _ holder: ObjectPicture.Holder, _ field: String, _ owned: Int, isStrong: Bool = true, isInCycle: Bool = false
    ) -> ObjectPicture.Arrow {
        ObjectPicture.Arrow(
            holder: holder, owned: ObjectID(rawValue: UInt32(owned)), field: field, isStrong: isStrong,
            isInCycle: isInCycle)
    }

    /// The events of a leak: a name that holds an object, and two objects in a ring that nothing holds.
    static func leakTrace(type: String = "Node", field: String = "next", name: String = "root") -> MemoryTrace {
        var trace = MemoryTrace()
        trace.names.types = [
            TypeDefinition(id: TypeID(rawValue: 1), name: type), TypeDefinition(id: TypeID(rawValue: 2), name: "list"),
        ]
        trace.names.fields = [
            FieldDefinition(id: FieldID(rawValue: 1), name: field, declaringType: TypeID(rawValue: 1)),
            FieldDefinition(id: FieldID(rawValue: 2), name: name),
        ]
        func allocate(_ id: UInt32, _ type: Int32, _ kind: ObjectKind, _ bytes: Int64) -> Event {
            Event(
                .allocate, object: ObjectID(rawValue: id), count: bytes, owner: OwnerID(rawValue: type),
                field: FieldID(rawValue: Int32(kind.rawValue)))
        }
        func hold(_ owner: Int32, _ field: FieldID, _ owned: UInt32, weakly: Bool = false) -> Event {
            Event(
                weakly ? .weakMade : .retain, object: ObjectID(rawValue: owned), count: 1,
                owner: OwnerID(rawValue: owner), field: field)
        }
        let slot = FieldID(rawValue: 1)
        trace.events = [
            allocate(1, 1, .instance, 100), hold(OwnerID.module.rawValue, FieldID(rawValue: 2), 1),
            allocate(2, 1, .instance, 10), allocate(3, 2, .container, 1_000), allocate(4, 1, .instance, 10),
            hold(2, slot, 3), hold(3, .element(0), 4), hold(4, slot, 2), hold(1, slot, 2, weakly: true),
        ]
        return trace
    }
}
