import Programs
import ReferenceCounting
import TraceModel

/// Reading and writing slots, the weak ones included.
extension Dezero {
    /// What a slot refers to, as a temporary; nil where it holds None.
    ///
    /// - Throws: ``DezeroError/deadReference(slot:owner:referent:diedAt:)``.
    mutating func load(_ field: FieldID, of owner: Handle) throws -> Handle? {
        try hold(execution.heap.field(field, of: owner), slot: field, owner: owner)
    }

    /// What an element of a slot's tuple or list refers to, as a temporary.
    ///
    /// - Throws: ``DezeroError/deadReference(slot:owner:referent:diedAt:)``.
    mutating func load(element position: Int, of container: Handle, slot: FieldID, owner: Handle) throws -> Handle {
        let value = execution.heap.slot(position, of: container)
        guard let object = try hold(value, slot: slot, owner: owner) else {
            throw DezeroError.missing(
                field: execution.heap.name(of: slot) ?? "?", owner: execution.heap.label(of: owner))
        }
        return object
    }

    private mutating func hold(_ value: Value, slot: FieldID, owner: Handle) throws -> Handle? {
        guard let object = execution.heap.read(value).handle else {
            if value.tag == .weak { throw deadReference(value, slot: slot, owner: owner) }
            return nil
        }
        return execution.hold(object)
    }

    private func deadReference(_ value: Value, slot: FieldID, owner: Handle) -> DezeroError {
        let isFunction = slot == vocabulary.inputs || slot == vocabulary.outputs
        let dead = execution.heap.deadReferent(of: value)
        return .deadReference(
            slot: Slot(type: isFunction ? "Function" : "Variable", field: execution.heap.name(of: slot) ?? "?"),
            owner: execution.heap.label(of: owner), referent: dead?.label ?? "its object",
            diedAt: dead.flatMap { execution.heap.definition(of: $0.site) })
    }

    /// Sets a slot to None.
    mutating func clear(_ field: FieldID, of owner: Handle) throws {
        try execution.heap.setField(field, of: owner, to: .none, movedFrom: execution.frame)
    }

    /// A generation is a plain number in its slot: nothing is counted.
    @inline(__always)
    func generation(of owner: Handle, _ field: FieldID) -> Int {
        Int(truncatingIfNeeded: execution.heap.field(field, of: owner).bits)
    }

    mutating func setGeneration(_ generation: Int, of owner: Handle, _ field: FieldID) throws {
        let value = Value(tag: Self.integer, bits: UInt64(truncatingIfNeeded: generation))
        try execution.heap.setField(field, of: owner, to: value, movedFrom: execution.frame)
    }

    static var integer: Value.Tag { Value.Tag(rawValue: 8) }
}
