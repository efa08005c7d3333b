import LeakAnalysis
import TraceModel

/// Turns the references of leaked objects into a graph whose edges are labelled with slots, in the order found.
struct SlotReader {
    private let names: NameIndex
    private let objects: [LiveObject]
    private var placeOf: [ObjectID: Int32] = [:]
    private var edges: [CompactGraph.Edge] = []
    private var slots: [Slot] = []
    private var placeOfSlot: [Slot: Int32] = [:]
    /// The slot that holds each container; -1 for none, -2 for several.
    private var slotOfContainer: [Int32: Int32] = [:]
    /// The first object whose slot holds each container.
    private var holderOfContainer: [Int32: Int32] = [:]
    private var connectors = WeakTargets()

    init(_ analysis: RunAnalysis, names: NameIndex) {
        self.names = names
        objects = analysis.objects
        for (place, object) in objects.enumerated() { placeOf[object.id] = Int32(place) }
        for reference in analysis.references where reference.isStrong {
            guard let source = reference.owner.object.flatMap({ placeOf[$0] }), let target = placeOf[reference.owned]
            else { continue }
            connectors.add(from: source, in: names.fieldText(reference.field), to: target, in: objects, names: names)
        }
        for reference in analysis.references where reference.isStrong { add(reference) }
    }

    /// The graph with the slots by which objects are held.
    var graph: CompactGraph { CompactGraph(nodeCount: objects.count, edges: edges) }

    /// The graph with only those labels left whose references a weak slot really weakens.
    var weakenedGraph: CompactGraph {
        let mixed = Set(edges.filter { isSequence($0.source) && weakTarget(of: $0.target) == nil }.map(\.source))
        return CompactGraph(
            nodeCount: objects.count,
            edges: edges.map { edge in
                let isContainer = objects[Int(edge.target)].kind == .container
                let isWeakened = isContainer ? !mixed.contains(edge.target) : weakTarget(of: edge.target) != nil
                return .init(source: edge.source, target: edge.target, label: isWeakened ? edge.label : -1)
            })
    }

    private mutating func add(_ reference: Reference) {
        guard let source = reference.owner.object.flatMap({ placeOf[$0] }), let target = placeOf[reference.owned] else {
            return
        }
        let slot = slot(of: reference, from: objects[Int(source)], to: target)
        edges.append(.init(source: source, target: target, label: slot.map { number($0) } ?? -1))
    }

    /// The slot that a reference is: a field of an instance, or what a function captures, where that can be weak.
    private func slot(of reference: Reference, from owner: LiveObject, to target: Int32) -> Slot? {
        switch owner.kind {
        case .instance:
            return names.slotName(owner: owner.type, field: reference.field)
        case .container where names.field(reference.field)?.declaringType != nil && weakTarget(of: target) != nil:
            return names.slotName(owner: owner.type, field: reference.field)
        default:
            return nil
        }
    }

    private mutating func number(_ slot: Slot) -> Int32 {
        if let known = placeOfSlot[slot] { return known }
        let number = Int32(slots.count)
        slots.append(slot)
        placeOfSlot[slot] = number
        return number
    }

    /// The function of a bound method that says itself whose it is, by its qualified name.
    private func observedMethod(_ node: Int32) -> String? {
        let object = objects[Int(node)]
        guard object.kind == .boundMethod, let type = names.type(object.type), type.word != nil else { return nil }
        return type.name
    }

    private func isSequence(_ node: Int32) -> Bool {
        let object = objects[Int(node)]
        return object.kind == .container && names.typeName(object.type) != "dict"
    }

    /// The instance that a weak slot with this object in it would hold weakly; nil where it would leave it strong.
    private func weakTarget(of node: Int32) -> Int32? { connectors.target(of: node, in: objects) }

    /// Gives the elements of a container the slot that holds it; what the container itself adds stays strong.
    mutating func foldContainers() {
        for edge in edges where edge.label >= 0 && isSequence(edge.target) {
            let known = slotOfContainer[edge.target]
            slotOfContainer[edge.target] = known == nil || known == edge.label ? edge.label : -2
            if holderOfContainer[edge.target] == nil { holderOfContainer[edge.target] = edge.source }
        }
        for place in edges.indices where edges[place].label < 0 && weakTarget(of: edges[place].target) != nil {
            if let slot = slotOfContainer[edges[place].source], slot >= 0 { edges[place].label = slot }
        }
    }

    /// The candidates: the slots by which an instance, alone or through a container, holds a leaked object, and those
    /// by which a function does.
    func candidates(_ components: Components) -> [CandidateSlot] {
        var found = slots.map {
            CandidateSlot(slot: $0, isOnCycle: false, references: 0, inCycles: 0, backwards: 0)
        }
        for edge in edges where edge.label >= 0 {
            let slot = Int(edge.label)
            let isContainer = objects[Int(edge.target)].kind == .container
            found[slot].references += 1
            if isSequence(edge.target) { found[slot].holdsContainers = true }
            if objects[Int(edge.target)].kind == .cell { found[slot].isCapture = true }
            if let method = connectors.method(in: edge.target) ?? observedMethod(edge.target) {
                found[slot].methods.insert(method)
            }
            let target = weakTarget(of: edge.target)
            // A dict is refused, which is an answer of its own.
            if isContainer || target != nil { found[slot].canBeWeak = true }
            guard components.componentOf[Int(edge.source)] == components.componentOf[Int(edge.target)] else { continue }
            found[slot].isOnCycle = true
            // A reference through a container counts as its elements do: the container's own age says nothing.
            if isContainer { continue }
            found[slot].inCycles += 1
            if owner(of: edge) > target ?? edge.target { found[slot].backwards += 1 }
        }
        return found
    }

    /// The object that holds the reference: for an element, the one whose slot holds the container.
    private func owner(of edge: CompactGraph.Edge) -> Int32 {
        guard objects[Int(edge.source)].kind != .instance else { return edge.source }
        return holderOfContainer[edge.source] ?? edge.source
    }
}
