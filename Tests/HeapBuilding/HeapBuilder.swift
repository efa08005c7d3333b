package import TraceModel

/// A small counted heap that writes the events of its own doings, for tests.
///
/// Counts are its own, cascades run as CPython's do: the object dies, then its references go in the order in which
/// they were stored.
package struct HeapBuilder {
    /// An object of the heap.
    package typealias Object = ObjectID

    package private(set) var trace = MemoryTrace()
    private var types: [String: TypeID] = [:]
    private var fields: [String: FieldID] = [:]
    private var counts: [ObjectID: Int] = [:]
    package private(set) var live: Set<ObjectID> = []
    private var held: [OwnerID: [(field: FieldID, object: ObjectID)]] = [:]
    private var allocated: UInt32 = 0
    private var site = SiteID.none
    /// Whether counts are left out of the events.
    package var hidesCounts = false

    /// An empty heap.
    package init() {}

    /// The number of the newest event.
    package var now: Int { trace.events.count }

    package mutating func type(_ name: String) -> TypeID {
        if let known = types[name] { return known }
        let id = TypeID(rawValue: Int32(types.count + 1))
        types[name] = id
        trace.names.types.append(TypeDefinition(id: id, name: name))
        return id
    }

    /// A field; `declaredBy` makes it a slot of that type.
    package mutating func field(_ name: String, declaredBy type: String? = nil) -> FieldID {
        let key = "\(type ?? "").\(name)"
        if let known = fields[key] { return known }
        let id = FieldID(rawValue: Int32(fields.count + 1))
        fields[key] = id
        let declaring = type.map { self.type($0) }
        trace.names.fields.append(FieldDefinition(id: id, name: name, declaringType: declaring))
        return id
    }

    /// The events that follow come from this line, until the next; a statement event begins it.
    package mutating func line(
        _ number: Int, _ text: String = "", depth: Int64 = 0, function: String = SiteDefinition.moduleFunction,
        frame: OwnerID = .module
    ) {
        site = SiteID(rawValue: UInt32(trace.names.sites.count + 1))
        trace.names.sites.append(
            SiteDefinition(id: site, file: "test.py", line: number, column: 1, function: function, statement: text))
        emit(Event(.statement, count: depth, owner: frame, site: site))
    }

    package mutating func allocate(_ name: String, kind: ObjectKind = .instance, bytes: Int64 = 48) -> Object {
        allocated += 1
        let id = ObjectID(rawValue: allocated)
        let owner = OwnerID(rawValue: type(name).rawValue)
        emit(
            Event(
                .allocate, object: id, count: bytes, owner: owner, field: FieldID(rawValue: Int32(kind.rawValue)),
                site: site))
        counts[id] = 0
        live.insert(id)
        return id
    }

    /// `owner` takes a strong reference.
    package mutating func hold(_ object: Object, by owner: OwnerID, _ field: FieldID) {
        held[owner, default: []].append((field, object))
        counts[object, default: 0] += 1
        emit(counted(Event(.retain, object: object, owner: owner, field: field, site: site)))
    }

    /// Binds a name of the module.
    package mutating func bind(_ name: String, _ object: Object) { hold(object, by: .module, field(name)) }

    /// Stores a reference in a field of an object; the slot is the owner's type's.
    package mutating func store(_ owner: Object, _ name: String, _ object: Object, declaredBy type: String? = nil) {
        hold(object, by: OwnerID(owner), field(name, declaredBy: type))
    }

    /// Stores an element of a container.
    package mutating func store(_ owner: Object, at position: Int, _ object: Object) {
        hold(object, by: OwnerID(owner), .element(position))
    }

    /// `owner` lets go of what it held newest in a field; whatever dies by it is freed.
    package mutating func release(by owner: OwnerID, _ field: FieldID) {
        guard let place = held[owner]?.lastIndex(where: { $0.field == field }) else { return }
        release(by: owner, at: place)
    }

    /// `owner` lets go of the reference at a place, counted in the order in which they were stored.
    package mutating func release(by owner: OwnerID, at place: Int) {
        guard let reference = held[owner]?.remove(at: place) else { return }
        cascade(owner, reference.field, reference.object)
    }

    /// A collection frees these objects, which must be held by nothing else that lives.
    package mutating func collect(_ garbage: [Object]) {
        emit(Event(.collectionBegan, count: 2, owner: OwnerID(rawValue: CollectionCause.called.rawValue), site: site))
        for object in garbage {
            emit(Event(.deinitialize, object: object, count: 1, site: site))
            live.remove(object)
        }
        for object in garbage {
            for inner in held.removeValue(forKey: OwnerID(object)) ?? [] {
                cascade(OwnerID(object), inner.field, inner.object)
            }
        }
        emit(Event(.collectionEnded, count: Int64(garbage.count), site: site))
    }

    private mutating func cascade(_ owner: OwnerID, _ field: FieldID, _ object: Object) {
        var pending = [(owner: owner, field: field, object: object)]
        while let next = pending.popLast() {
            counts[next.object, default: 0] -= 1
            emit(counted(Event(.release, object: next.object, owner: next.owner, field: next.field, site: site)))
            guard counts[next.object] == 0, live.remove(next.object) != nil else { continue }
            emit(Event(.deinitialize, object: next.object, site: site))
            let dead = OwnerID(next.object)
            for inner in (held.removeValue(forKey: dead) ?? []).reversed() {
                pending.append((dead, inner.field, inner.object))
            }
        }
    }

    package mutating func unbind(_ name: String) { release(by: .module, field(name)) }

    /// What an owner holds, in the order in which it was stored.
    package func references(of owner: OwnerID) -> [(field: FieldID, object: ObjectID)] { held[owner] ?? [] }

    /// The owners that hold something.
    package var owners: [OwnerID] { held.filter { !$0.value.isEmpty }.keys.sorted { $0.rawValue < $1.rawValue } }

    package mutating func emit(_ event: Event) { trace.events.append(event) }

    package mutating func printed(_ text: String) { trace.output.append(PrintedOutput(sequence: now, text: text)) }

    package mutating func mark(_ mark: EndMark) { emit(Event(.mark, count: mark.rawValue)) }

    /// The marks of a run's end, with every name of the module dropped in the order of binding.
    package mutating func end() {
        mark(.programEnd)
        while !references(of: .module).isEmpty { release(by: .module, at: 0) }
        mark(.namesDropped)
        mark(.finalCollection)
    }

    private func counted(_ event: Event) -> Event {
        var event = event
        event.count = hidesCounts ? Event.unknownCount : Int64(counts[event.object] ?? 0)
        return event
    }
}
