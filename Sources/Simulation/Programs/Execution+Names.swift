public import ReferenceCounting
public import TraceModel

/// A name of a frame, and what it is bound to.
struct Binding: BitwiseCopyable {
    var name: Int32
    /// Whether it is bound to an object, not to None.
    var isBound: Bool
    var object: Handle
}

extension Execution {
    /// A name that frames can bind.
    public mutating func name(_ text: String) -> FieldID { heap.defineField(text) }

    /// Binds a name of the current frame to a temporary; what it was bound to is let go afterwards.
    public mutating func bind(_ name: FieldID, to handle: Handle) {
        giveAway(handle)
        heap.move(handle, from: frame, .temporary, to: frame, name)
        enter(name, handle)
    }

    /// What a name of the current frame is bound to, as a new temporary; nil where it is bound to None or nothing.
    public mutating func named(_ name: FieldID) -> Handle? {
        guard let place = binding(name), bindings[place].isBound else { return nil }
        return hold(bindings[place].object)
    }

    /// Binds a name of the current frame to None.
    public mutating func drop(_ name: FieldID) {
        if let place = binding(name) { dropBinding(place) }
    }

    /// Notes a reference that the frame has taken under a name, and lets the one before it go.
    mutating func enter(_ name: FieldID, _ handle: Handle) {
        guard let place = binding(name) else {
            bindings.append(Binding(name: name.rawValue, isBound: true, object: handle))
            return
        }
        let old = bindings[place]
        bindings[place].object = handle
        bindings[place].isBound = true
        if old.isBound { heap.release(old.object, by: frame, name) }
    }

    mutating func dropBinding(_ place: Int) {
        let old = bindings[place]
        guard old.isBound else { return }
        bindings[place].isBound = false
        heap.release(old.object, by: frame, FieldID(rawValue: old.name))
    }

    private func binding(_ name: FieldID) -> Int? {
        var place = firstBinding
        while place < bindings.count {
            if bindings[place].name == name.rawValue { return place }
            place += 1
        }
        return nil
    }
}
