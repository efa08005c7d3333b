import ReferenceCounting
import TraceModel

/// A class of the program while it runs.
struct RuntimeClass {
    /// One of its own attributes.
    struct Attribute {
        var name: Int
        var field: FieldID
        var value: Value
    }

    var name: String
    var base: Int?
    var type: TypeID
    /// The holder of its attributes: never counted, always reached.
    var owner: OwnerID
    var hasFinalizer: Bool
    var attributes: [Attribute] = []
    /// The fields that instances of it keep, by name.
    var fields: [Int: FieldID] = [:]
    /// Methods and attributes found so far, own and inherited, by name; emptied when an attribute changes.
    var found: [Int: Value] = [:]
    /// The fields that its own methods store in their receiver.
    var storedFields: Set<String>
}

/// A name of the module.
struct GlobalSlot: BitwiseCopyable {
    var value: Value
    /// When it was first bound since it was last unbound; 0 while unbound.
    var order: Int
    /// What the language means by the name while the module does not bind it.
    var fallback: Value
    var field: FieldID
}
