import LeakAnalysis
import TraceModel

/// The slots that keep leaked objects in rings, and what each would have emptied: on every object of a ring that has
/// it.
struct ClearableSlots {
    /// An object whose slot is to be emptied.
    struct Place {
        /// The instance, or the function with the variable that it captures.
        var object: ObjectID
        /// Of a function, the cell of the variable.
        var cell: ObjectID?
        /// The strongly connected part of the leak that it belongs to.
        var component: Int
    }

    /// The slots and the graph of which they are the labels; a reference that no statement can clear has none.
    let slots: LeakedSlots
    /// What is emptied, by the place of the slot in ``slots``.
    let places: [[Place]]
    /// The objects of each component.
    let members: [Int: [ObjectID]]
    /// What leaked, with what is known of it.
    let objects: [ObjectID: LiveObject]

    /// Reads what leaked; O(objects + references).
    init(_ analysis: RunAnalysis, names: NameIndex) {
        var placeOf: [ObjectID: Int32] = [:]
        for (place, object) in analysis.objects.enumerated() { placeOf[object.id] = Int32(place) }
        let edges = analysis.references.filter(\.isStrong).compactMap { reference -> (Int32, Int32, FieldID)? in
            guard let source = reference.owner.object.flatMap({ placeOf[$0] }), let target = placeOf[reference.owned]
            else { return nil }
            return (source, target, reference.field)
        }
        let plain = CompactGraph(
            nodeCount: analysis.objects.count, edges: edges.map { .init(source: $0.0, target: $0.1, label: 0) })
        let components = plain.components()
        var functionOf: [Int32: Int32] = [:]
        for (source, target, _) in edges where analysis.objects[Int(source)].kind == .function {
            functionOf[target] = source
        }
        var found: [CandidateSlot] = []
        var numbers: [Slot: Int] = [:]
        var places: [[Place]] = []
        var labelled: [CompactGraph.Edge] = []
        for (source, target, field) in edges {
            let component = Int(components.componentOf[Int(source)])
            var label: Int32 = -1
            let owner = analysis.objects[Int(source)]
            let isInRing = Int(components.componentOf[Int(target)]) == component
            let function = owner.kind == .container ? functionOf[source] : nil
            if isInRing, owner.kind == .instance || function != nil,
                let slot = names.slotName(owner: owner.type, field: field),
                function == nil || names.field(field)?.declaringType != nil
            {
                let number = numbers[slot] ?? found.count
                if number == found.count {
                    numbers[slot] = number
                    found.append(
                        CandidateSlot(slot: slot, isOnCycle: true, references: 0, inCycles: 0, backwards: 0))
                    places.append([])
                }
                label = Int32(number)
                found[number].references += 1
                found[number].inCycles += 1
                if source >= target { found[number].backwards += 1 }
                found[number].isCapture = function != nil
                places[number].append(
                    Place(
                        object: function.map { analysis.objects[Int($0)].id } ?? owner.id,
                        cell: function == nil ? nil : analysis.objects[Int(target)].id, component: component))
            }
            labelled.append(.init(source: source, target: target, label: label))
        }
        slots = LeakedSlots(slots: found, graph: CompactGraph(nodeCount: analysis.objects.count, edges: labelled))
        self.places = places
        var members: [Int: [ObjectID]] = [:]
        for component in Set(places.flatMap { $0.map(\.component) }) {
            members[component] = components.members(of: component).map { analysis.objects[Int($0)].id }
        }
        self.members = members
        objects = Dictionary(analysis.objects.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
