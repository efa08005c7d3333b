public import TraceModel

/// Objects of a type of the program that are alive where they were expected to be freed.
public struct LivingType: Equatable, Sendable {
    /// The type's name.
    public var type: String
    /// How many.
    public var count: Int
    /// Their bytes, without what hangs on them.
    public var bytes: Int
    /// The slots that hold them, as far as they are seen, sorted.
    public var heldBy: [String]
    /// Whether something holds one of them that is not among the objects: a global, a task, an object made elsewhere.
    public var isHeldFromOutside: Bool

    /// The living objects of the program in a snapshot, by type; the oldest type first.
    ///
    /// O(n + m).
    public static func all(in snapshot: CountedSnapshot) -> [LivingType] {
        let names = NameIndex(snapshot.names)
        var types: [ObjectID: TypeID] = [:]
        for object in snapshot.heap.objects { types[object.id] = object.type }
        var places: [TypeID: Int] = [:]
        var found: [LivingType] = []
        var outside: [ObjectID: Int] = [:]
        for object in snapshot.heap.objects where object.kind == .instance && names.isOfProgram(object.type) {
            let place = places[object.type] ?? found.count
            places[object.type] = place
            if place == found.count {
                found.append(
                    LivingType(
                        type: names.typeName(object.type), count: 0, bytes: 0, heldBy: [], isHeldFromOutside: false))
            }
            found[place].count += 1
            found[place].bytes += object.bytes
            outside[object.id] = object.strongCount ?? 1
        }
        var holders = [Set<String>](repeating: [], count: found.count)
        for reference in snapshot.heap.references where reference.isStrong {
            guard let type = types[reference.owned], let place = places[type],
                let owner = reference.owner.object.flatMap({ types[$0] })
            else { continue }
            outside[reference.owned, default: 0] -= 1
            holders[place].insert(names.slot(owner: owner, field: reference.field).description)
        }
        for (object, count) in outside where count > 0 {
            if let place = types[object].flatMap({ places[$0] }) { found[place].isHeldFromOutside = true }
        }
        for place in found.indices { found[place].heldBy = holders[place].sorted() }
        return found
    }
}
