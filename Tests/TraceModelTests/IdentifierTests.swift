import Testing
import TraceModel

@Suite("Identifiers")
struct IdentifierTests {
    @Test(arguments: [0, 1, 7, 1_000_000])
    func `an element's field is its position as stored`(_ position: Int) {
        let field = FieldID.element(position)
        #expect(field.rawValue < 0)
        #expect(field.position == position)
    }

    @Test func `names and temporaries have no position`() {
        #expect(FieldID.temporary.position == nil)
        #expect(FieldID(rawValue: 3).position == nil)
    }

    @Test func `frames are roots, objects are not`() {
        #expect(OwnerID.module.isRoot)
        #expect(OwnerID.module.object == nil)
        #expect(!OwnerID(ObjectID(rawValue: 5)).isRoot)
        #expect(OwnerID(ObjectID(rawValue: 5)).object == ObjectID(rawValue: 5))
        #expect(!OwnerID.none.isRoot)
        #expect(OwnerID.none.object == nil)
    }
}
