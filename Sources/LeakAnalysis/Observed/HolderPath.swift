import TraceModel

/// How a root leads to an object at a mark: `__main__.price.cache{key}[0]`.
package struct HolderPath {
    /// What a source holds by that it cannot see.
    package static let outside = "something outside"

    /// As code would write it.
    let text: String

    /// Looks for a shortest way; nil where no root leads there.
    ///
    /// O(objects + references).
    init?(to object: ObjectID, in look: Look, names: NameIndex) {
        var cameFrom: [ObjectID: Reference] = [:]
        var following: [ObjectID: [Reference]] = [:]
        for reference in look.heap.references where reference.strength != .weak {
            if let owner = reference.owner.object { following[owner, default: []].append(reference) }
        }
        var reached = Set(look.roots.map(\.object))
        var queue = look.roots.map(\.object)
        var read = 0
        while read < queue.count, !reached.contains(object) {
            for reference in following[queue[read]] ?? [] where reached.insert(reference.owned).inserted {
                cameFrom[reference.owned] = reference
                queue.append(reference.owned)
            }
            read += 1
        }
        guard reached.contains(object) else { return nil }
        var fields: [String] = []
        var place = object
        while let reference = cameFrom[place], let owner = reference.owner.object {
            fields.append(names.dotted(reference.field))
            place = owner
        }
        guard let root = look.roots.first(where: { $0.object == place }) else { return nil }
        let name =
            switch root.kind {
            case .global: [root.place, root.name].compactMap(\.self).joined(separator: ".")
            case .local: "\(root.place ?? "a call")(): \(root.name ?? "a local")"
            case .thread: "a thread"
            case .outside: Self.outside
            }
        text = name + fields.reversed().joined()
    }
}
