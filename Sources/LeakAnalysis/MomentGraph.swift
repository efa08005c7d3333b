public import TraceModel

/// The whole graph of a moment, with what people call its roots and which cycles nothing reaches.
public struct MomentGraph: Sendable {
    /// A name, temporary or class attribute that holds an object.
    public struct Root: Equatable, Sendable {
        /// As people name it: `a`, `square(): x`, `Type.name`, `temporary`.
        public var text: String
        /// The reference; its owner is no object.
        public var reference: Reference
    }

    /// The moment.
    public let moment: GraphMoment
    /// The objects and references.
    public let snapshot: GraphSnapshot
    /// The run's names.
    public let names: NameIndex
    /// What holds objects and is none itself, in the order in which the references were made; what has a name first.
    public let roots: [Root]
    /// The name in the module that each object was first bound to, also where it is bound no more.
    public let boundNames: [ObjectID: String]
    /// The cycles that no root reaches, and what they keep: finding by finding, component by component.
    public let members: [FindingMember]
    /// Whether no root reaches an object, by its node in ``snapshot``.
    public let isUnreached: [Bool]
    /// Whether each node is in a cycle that no root reaches.
    let isInCycle: [Bool]
    /// The strongly connected component of each node that no root reaches; -1 for the others.
    let componentOf: [Int32]

    /// Folds the run up to the moment, in a few readings of its events.
    ///
    /// O(events), and memory for what is alive.
    ///
    /// Throws `TraceError.Code.usage` for a moment that the run does not have, and `TraceError.Code.badData` for
    /// events that cannot be.
    public init(_ trace: any Trace, at request: GraphMoment.Request = .end) throws {
        let names = NameIndex(trace.names)
        let candidates = try GraphMoment.candidates(for: request, in: trace, names: names)
        var fold = Fold(names: trace.names)
        var part = LeakedPart(GraphSnapshot(fold.graph))
        var moment = GraphMoment(seq: 0)
        for candidate in candidates {
            moment = candidate
            fold = Fold(names: trace.names)
            try fold.read(trace, upTo: candidate.seq)
            part = LeakedPart(GraphSnapshot(fold.graph))
            if !part.nodes.isEmpty { break }
        }
        self.init(
            part, at: moment, names: names, boundNames: fold.boundNames,
            roots: try Self.roots(of: part.snapshot, in: trace, names: names))
    }

    /// Finds the cycles of a moment's graph; `roots` in the order in which their references were made.
    init(
        _ part: LeakedPart, at moment: GraphMoment, names: NameIndex, boundNames: [ObjectID: String], roots: [Root]
    ) {
        let cycles = LeakedCycles(part, names: names)
        var componentOf = [Int32](repeating: -1, count: part.snapshot.objects.count)
        for (node, whole) in part.nodes.enumerated() {
            componentOf[Int(whole)] = cycles.components.componentOf[node]
        }
        self.moment = moment
        self.names = names
        snapshot = part.snapshot
        isUnreached = part.isLeaked
        self.componentOf = componentOf
        let members = cycles.members(in: part)
        var isInCycle = [Bool](repeating: false, count: part.snapshot.objects.count)
        for member in members where member.role == .inCycle {
            if let node = part.snapshot.node(of: member.object) { isInCycle[node] = true }
        }
        self.members = members
        self.isInCycle = isInCycle
        self.boundNames = boundNames
        self.roots = roots.filter(\.isNamed) + roots.filter { !$0.isNamed }
    }

    /// Where what no root reaches can be entered: the oldest object of every strongly connected part that no other
    /// such part holds, by age; from these all of it is reached.
    ///
    /// O(n + m).
    public var unreachedEntries: [Int] {
        var isHeld: Set<Int32> = []
        var oldest: [Int32: Int] = [:]
        for node in isUnreached.indices where isUnreached[node] {
            oldest[componentOf[node]] = oldest[componentOf[node]] ?? node
            for next in snapshot.graph.successors(of: node) where componentOf[Int(next)] != componentOf[node] {
                isHeld.insert(componentOf[Int(next)])
            }
        }
        return oldest.filter { !isHeld.contains($0.key) }.values.sorted()
    }

    private static func roots(of snapshot: GraphSnapshot, in trace: any Trace, names: NameIndex) throws -> [Root] {
        let references = (snapshot.strong + snapshot.weak).filter { $0.owner.object == nil }
        var made: [Int: Event] = [:]
        for reference in references {
            made[reference.madeBy] = Event(
                .retain, object: reference.owned, owner: reference.owner, field: reference.field)
        }
        try trace.forEachEvent { sequence, event in
            if made[sequence] != nil { made[sequence] = event }
        }
        let holders = try HolderNames(of: Array(made.values), objects: [], in: trace, names: names)
        return references.compactMap { reference in
            made[reference.madeBy].map {
                Root(text: holders.text($0, sequence: reference.madeBy), reference: reference)
            }
        }
    }

    /// What one reading gathers.
    private struct Fold {
        var graph: ObjectGraph
        var boundNames: [ObjectID: String] = [:]

        init(names: TraceNames) { graph = ObjectGraph(names: names) }

        mutating func read(_ trace: any Trace, upTo last: Int) throws {
            try trace.readEvents(from: 1) { first, events in
                for (sequence, event) in zip(first..., events) {
                    guard sequence <= last else { return false }
                    try graph.apply(event, sequence: sequence)
                    if event.kind == .retain, event.owner == .module, event.field.rawValue > 0 {
                        if boundNames[event.object] == nil {
                            boundNames[event.object] = graph.names.fieldText(event.field)
                        }
                    } else if event.kind == .deinitialize {
                        boundNames[event.object] = nil
                    }
                }
                return true
            }
        }
    }
}

extension MomentGraph.Root {
    /// Whether it has a name; a temporary says less.
    public var isNamed: Bool { reference.field.rawValue > 0 }
}
