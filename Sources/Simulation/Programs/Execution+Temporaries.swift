public import ReferenceCounting
public import TraceModel

extension Execution {
    /// Enters an object as a temporary of the current frame.
    @discardableResult
    public mutating func hold(_ handle: Handle) -> Handle {
        heap.retain(handle, by: frame, .temporary)
        temporaries.append(handle)
        return handle
    }

    /// Makes an instance, as a temporary.
    public mutating func makeInstance(of type: TypeID, fields: Int) -> Handle {
        hold(heap.allocate(type, kind: .instance, bytes: ObjectSizes.instance, capacity: fields))
    }

    /// Makes an empty list or tuple that is about to get `count` elements, as a temporary.
    public mutating func makeContainer(_ type: TypeID, count: Int) -> Handle {
        let handle = heap.makeContainer(type, count: count, frame: frame)
        temporaries.append(handle)
        return handle
    }

    /// Gives a temporary away: the caller moves its reference to another holder.
    ///
    /// A handle that is no temporary of the current frame becomes one first.
    mutating func giveAway(_ handle: Handle) {
        if let place = place(of: handle, from: firstTemporary, to: temporaries.count) {
            temporaries.remove(at: place)
        } else {
            heap.retain(handle, by: frame, .temporary)
        }
    }

    /// Makes sure that the current frame has the object as a temporary.
    @discardableResult
    public mutating func own(_ handle: Handle) -> Handle {
        place(of: handle, from: firstTemporary, to: temporaries.count) == nil ? hold(handle) : handle
    }

    /// Releases a temporary before its statement ends; does nothing where it is not one.
    public mutating func release(_ handle: Handle) {
        guard let place = place(of: handle, from: firstTemporary, to: temporaries.count) else { return }
        temporaries.remove(at: place)
        heap.release(handle, by: frame, .temporary)
    }

    /// Stores a temporary in a field of another object, which takes its reference over.
    ///
    /// - Throws: `HeapError.dictInWeakSlot(_:)`.
    public mutating func store(_ value: Handle, in field: FieldID, of owner: Handle) throws {
        giveAway(value)
        try heap.setField(field, of: owner, to: Value(value), movedFrom: frame)
    }

    /// Adds a temporary at the end of a list or tuple, which takes its reference over.
    public mutating func append(_ value: Handle, to container: Handle) {
        giveAway(value)
        heap.append(Value(value), to: container, movedFrom: frame)
    }

    /// What a field refers to, as a new temporary; nil where it is not set, None, a plain value, or dead.
    public mutating func load(_ field: FieldID, of owner: Handle) -> Handle? {
        let found = heap.read(heap.field(field, of: owner)).handle
        if let found { hold(found) }
        return found
    }

    /// What an element refers to, as a new temporary; nil where it is None, a plain value, or dead.
    public mutating func load(element position: Int, of container: Handle) -> Handle? {
        let found = heap.read(heap.slot(position, of: container)).handle
        if let found { hold(found) }
        return found
    }

    /// Takes the last element out of a list, as a temporary; nil where it is None, a plain value, or dead.
    public mutating func popLast(of container: Handle) -> Handle? {
        let last = heap.slotCount(of: container) - 1
        guard last >= 0, let found = heap.removeElement(last, of: container, to: frame).handle else { return nil }
        temporaries.append(found)
        return found
    }

    /// Where a handle stands among the temporaries of a frame, the newest if it is there more than once.
    func place(of handle: Handle, from first: Int, to end: Int) -> Int? {
        var place = end - 1
        while place >= first {
            if temporaries[place] == handle { return place }
            place -= 1
        }
        return nil
    }
}
