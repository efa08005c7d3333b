import CSwiftRuntime
import TraceModel

/// Turns what a walk found into the snapshot that analysis takes: addresses become ids, in the order of allocation.
struct SnapshotBuilder {
    /// What was built.
    private(set) var snapshot = CountedSnapshot()
    private let isDetailed: Bool
    private var types: [UnsafeRawPointer: (id: TypeID, kind: ObjectKind)] = [:]
    private var fields: [FieldKey: FieldID] = [:]
    private var symbols = Symbols()

    private struct FieldKey: Hashable {
        var declaring: TypeID?
        var name: String
    }

    /// An empty snapshot; where it is detailed, places in sources and the names of closures are looked up.
    init(isDetailed: Bool) { self.isDetailed = isDetailed }

    /// Takes a walk in, and the stores that were watched before.
    mutating func add(_ picture: dzt_picture, _ stores: UnsafeBufferPointer<dzt_store>) {
        let objects = UnsafeBufferPointer(start: picture.objects, count: picture.object_count)
        let references = UnsafeBufferPointer(start: picture.references, count: picture.reference_count)
        let last = isDetailed ? lastStores(of: references, objects, stores) : [:]
        if isDetailed { symbols.look(up: objects, references, last.values.map { stores[$0] }) }
        for (object, count) in zip(objects, UnsafeBufferPointer(start: picture.counts, count: objects.count)) {
            add(object, count: count)
        }
        for (place, reference) in references.enumerated() {
            let new = add(reference, objects)
            guard let order = last[place] else { continue }
            let site = symbols.site(of: stores[order].frames, depth: stores[order].depth, in: &snapshot.names)
            snapshot.stores[new] = CountedSnapshot.Store(order: order, site: site)
        }
        markClosures(references, objects)
        snapshot.heap.references.sort { $0.owner.rawValue < $1.owner.rawValue }
    }

    private static func id(_ object: dzt_object) -> ObjectID { ObjectID(rawValue: object.number) }

    private mutating func add(_ object: dzt_object, count: Int) {
        guard let metadata = object.metadata else { return }
        let type = type(metadata)
        var live = LiveObject(
            id: Self.id(object), kind: type.kind, type: type.id, bytes: object.bytes, strongCount: count)
        live.ordinal = Int(object.ordinal)
        if isDetailed { live.site = symbols.site(of: object.frames, depth: object.depth, in: &snapshot.names) }
        snapshot.heap.objects.append(live)
    }

    /// The last store of each reference that one was seen of, by their places.
    private func lastStores(
        of references: UnsafeBufferPointer<dzt_reference>, _ objects: UnsafeBufferPointer<dzt_object>,
        _ stores: UnsafeBufferPointer<dzt_store>
    ) -> [Int: Int] {
        struct Pair: Hashable { var owner, owned: UnsafeRawPointer? }
        var last: [Pair: Int] = [:]
        for (order, store) in stores.enumerated() { last[Pair(owner: store.owner, owned: store.word)] = order }
        var found: [Int: Int] = [:]
        for (place, reference) in references.enumerated() where !last.isEmpty {
            let pair = Pair(owner: objects[Int(reference.owner)].object, owned: objects[Int(reference.owned)].object)
            found[place] = last[pair]
        }
        return found
    }

    private mutating func add(
        _ reference: dzt_reference, _ objects: UnsafeBufferPointer<dzt_object>
    ) -> Reference {
        let isStrong = reference.strength == DZT_STRONG
        let new = Reference(
            owner: OwnerID(Self.id(objects[Int(reference.owner)])), field: field(reference, objects),
            owned: Self.id(objects[Int(reference.owned)]), isStrong ? .strong : .may)
        snapshot.heap.references.append(new)
        if isStrong, let code = reference.code {
            snapshot.closures[new] = isDetailed ? symbols.site(of: code, in: &snapshot.names) : SiteID.none
        }
        return new
    }

    /// A context with one capture looks like the box of a variable: it is a closure's where code goes with it.
    private mutating func markClosures(
        _ references: UnsafeBufferPointer<dzt_reference>, _ objects: UnsafeBufferPointer<dzt_object>
    ) {
        for reference in references where reference.code != nil {
            let place = Int(reference.owned)
            guard snapshot.heap.objects[place].kind == .cell else { continue }
            snapshot.heap.objects[place].kind = .function
        }
    }

    private mutating func type(_ metadata: UnsafeRawPointer) -> (id: TypeID, kind: ObjectKind) {
        if let known = types[metadata] { return known }
        let id = TypeID(rawValue: Int32(truncatingIfNeeded: snapshot.names.types.count + 1))
        var definition = TypeDefinition(id: id, name: RuntimeType.name(of: metadata))
        definition.origin = RuntimeType.isOfProgram(metadata) ? .user : .library
        snapshot.names.types.append(definition)
        let type = (id, RuntimeType.kind(of: metadata))
        types[metadata] = type
        return type
    }

    private mutating func field(_ reference: dzt_reference, _ objects: UnsafeBufferPointer<dzt_object>) -> FieldID {
        var name = reference.field.map { String(cString: $0) } ?? ""
        let position = reference.position
        let owned = objects[Int(reference.owned)].metadata
        if isDetailed, let owned, let code = reference.code, !name.isEmpty,
            RuntimeType.kind(of: owned) == .instance, dzt_is_method(code, RuntimeType.name(of: owned))
        {
            name += "[self]"
        }
        if position >= 0 {
            if name.isEmpty { return .element(Int(position)) }
            name = "[\(position)].\(name)"
        } else if name.isEmpty {
            name = "value"
        }
        let declaring = position < 0 ? reference.declaring.map { type($0).id } : nil
        let key = FieldKey(declaring: declaring, name: name)
        if let known = fields[key] { return known }
        let id = FieldID(rawValue: Int32(truncatingIfNeeded: snapshot.names.fields.count + 1))
        snapshot.names.fields.append(FieldDefinition(id: id, name: name, declaringType: declaring))
        fields[key] = id
        return id
    }
}
