public import LeakAnalysis
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
    /// The objects as the run had made them so far.
    private let graph: ObjectGraph
    /// What holds objects without being one, in the order in which the references were made; what has a name first.
    public let roots: [Root]
    /// The name in the module that each object was first bound to, also where it is bound no more.
    let boundNames: [ObjectID: String]
    /// The cycles that no root reaches, and what they keep: finding by finding, component by component.
    public let members: [FindingMember]
    /// Whether no root reaches an object, by its node in ``snapshot``.
    let isUnreached: [Bool]
    /// Whether each node is in a cycle that no root reaches.
    let isInCycle: [Bool]
    /// The strongly connected component of each node that no root reaches; -1 for the others.
    let componentOf: [Int32]

    /// Folds the run up to the moment, in one reading of its events; to find the end of a line's last statement it looks
    /// back from the end first.
    ///
    /// O(events), and memory for what is alive.
    ///
    /// Throws `TraceError.Code.usage` for a moment that the run does not have, and `TraceError.Code.badData` for
    /// events that cannot be.
    public init(_ trace: any Trace, at request: GraphMoment.Request = .end) throws {
        let names = NameIndex(trace.names)
        let search = try GraphMoment.Search(request, in: trace, names: names)
        var fold = Fold(names: trace.names)
        var found: (part: LeakedPart, moment: GraphMoment, fold: Fold)?
        try trace.readEvents(from: 1) { first, events in
            for (sequence, event) in zip(first..., events) {
                try fold.apply(event, sequence: sequence)
                guard let moment = search.moment(at: sequence, event) else { continue }
                let part = LeakedPart(GraphSnapshot(fold.graph.snapshot()))
                // Of several moments the last at which anything leaked counts, else the first.
                if found == nil || !part.nodes.isEmpty { found = (part, moment, fold) }
                if moment.seq == search.last { return false }
            }
            return true
        }
        let (part, moment, end) =
            found ?? (LeakedPart(GraphSnapshot(fold.graph.snapshot())), GraphMoment(seq: trace.eventCount), fold)
        self.init(
            part, at: moment, graph: end.graph, boundNames: end.boundNames,
            roots: try Self.roots(of: part.snapshot, in: trace, names: names))
    }

    /// Finds the cycles of a moment's graph; `roots` in the order in which their references were made.
    init(
        _ part: LeakedPart, at moment: GraphMoment, graph: ObjectGraph, boundNames: [ObjectID: String], roots: [Root]
    ) {
        let cycles = LeakedCycles(part, names: graph.names)
        var componentOf = [Int32](repeating: -1, count: part.snapshot.objects.count)
        for (node, whole) in part.nodes.enumerated() {
            componentOf[Int(whole)] = cycles.components.componentOf[node]
        }
        self.moment = moment
        self.names = graph.names
        self.graph = graph
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

    /// `Type#k` of the object of a node.
    public func label(of node: Int) -> String { graph.label(of: snapshot.objects[node].id) }

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
        let made = try trace.makers(of: snapshot.rootReferences)
        let holders = try HolderNames(of: made, in: trace, names: names)
        return zip(snapshot.rootReferences, made).map { Root(text: holders.text($1.event), reference: $0) }
    }

    /// What one reading gathers.
    private struct Fold {
        var graph: ObjectGraph
        var boundNames: [ObjectID: String] = [:]

        init(names: TraceNames) { graph = ObjectGraph(names: names) }

        mutating func apply(_ event: Event, sequence: Int) throws {
            try graph.apply(event, sequence: sequence)
            if event.bindsModuleName {
                if boundNames[event.object] == nil { boundNames[event.object] = graph.names.fieldText(event.field) }
            } else if event.kind == .deinitialize, !boundNames.isEmpty {
                boundNames[event.object] = nil
            }
        }
    }
}

extension MomentGraph.Root {
    /// Whether it has a name; a temporary says less.
    public var isNamed: Bool { reference.field.rawValue > 0 }
}

extension Reference {
    /// An event that could have made it, at no known place.
    var asEvent: Event { Event(.retain, object: owned, owner: owner, field: field) }
}

extension Trace {
    /// The events that made these references; one that is not known comes as an event at no known place.
    func makers(of references: [Reference]) throws -> [(seq: Int, event: Event)] {
        let wanted = Set(references.compactMap(\.madeBy))
        var found: [Int: Event] = [:]
        let matters = { (batch: BatchOutline) in wanted.contains(where: batch.events.contains) }
        try forEachEvent(in: matters) { sequence, event in
            if wanted.contains(sequence) { found[sequence] = event }
        }
        return references.map { ($0.madeBy ?? 0, $0.madeBy.flatMap { found[$0] } ?? $0.asEvent) }
    }
}
