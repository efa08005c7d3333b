import TraceModel

/// What the collections of a run freed, as it was when each began: the objects, and the references among them.
///
/// A collection empties what it frees, so that its own releases tell what held what: a reference that an object let
/// go while the collection ran, and that was not made meanwhile, was there before. What was let go by something that
/// lives on was no garbage when the collection began, only died in it.
///
/// Memory: 4 bytes an object and 12 a reference, up to ``mostObjects``.
struct GarbageLog {
    /// So many objects are kept; those of later collections are only counted.
    static let mostObjects = 2_000_000

    /// The objects, collection by collection.
    private(set) var objects: [ObjectID] = []
    /// The strong references among them, and those by which what lives on held one of them.
    private var references: [Reference] = []
    /// How many objects of later collections are not kept.
    private(set) var unexamined = 0

    /// Of the running collection: how often references were made that are there still, and what was released.
    private var made: [Reference: Int] = [:]
    private var released: [Reference] = []

    private struct Reference: Hashable {
        var owner: OwnerID
        var field: FieldID
        var owned: ObjectID

        init(_ event: Event) { (owner, field, owned) = (event.owner, event.field, event.object) }
    }

    /// Counts a retain or a release of the running collection; O(1).
    mutating func apply(_ event: Event) {
        let reference = Reference(event)
        if event.kind == .retain {
            made[reference, default: 0] += 1
        } else if let count = made[reference] {
            made[reference] = count == 1 ? nil : count - 1
        } else {
            released.append(reference)
        }
    }

    /// Ends the running collection; `freed` are those that died in it and were made before it.
    ///
    /// O(what it freed and released).
    mutating func finish(freed: [ObjectID]) {
        defer { (made, released) = ([:], []) }
        guard !freed.isEmpty else { return }
        guard objects.count + freed.count <= Self.mostObjects else {
            unexamined += freed.count
            return
        }
        let dead = Set(freed)
        objects += freed
        references += released.filter { dead.contains($0.owned) }
    }

    /// What is alive together with what was collected, each as it was last; `table` knows the sizes and types.
    ///
    /// O(n log n) in what was collected.
    func joined(with alive: HeapSnapshot, _ table: ObjectTable) -> HeapSnapshot {
        guard !objects.isEmpty else { return alive }
        var joined = alive
        let dead = Set(objects)
        for reference in references {
            let isHeldByDead = reference.owner.object.map(dead.contains) ?? false
            let known = TraceModel.Reference(
                owner: reference.owner, field: reference.field, owned: reference.owned, isStrong: true)
            if isHeldByDead { joined.references.append(known) } else { joined.roots.append(known) }
        }
        joined.objects += objects.compactMap { id in
            table.entry(of: id).map { entry in
                LiveObject(
                    id: id, kind: entry.pointee.kind, type: table.type(of: id), bytes: table.bytes(of: id),
                    strongCount: nil)
            }
        }
        joined.objects.sort { $0.id < $1.id }
        return joined
    }
}
