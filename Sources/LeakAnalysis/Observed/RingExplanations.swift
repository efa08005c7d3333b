public import TraceModel

/// What watched objects show about rings: which statement closed each, and which lost it.
///
/// A ring is reported when its objects are no longer watched, or at the end of the stream. Rings with one fingerprint
/// that were made at the same places answer together; what all such groups say is told (docs/streams.md, "How watched
/// objects are read").
public final class RingExplanations: RunSink {
    /// What one ring says.
    private struct Account {
        var closedBy: Finding.Moment?
        var lost: Finding.Moment?
        var made: [Finding.Moment?]
    }

    private var names = TraceNames()
    private var index: NameIndex?
    private var heap = WatchedHeap()
    private var accounts: [String: [Account]] = [:]

    /// Nothing heard yet.
    public init() {}

    public func begin(_ observation: Observation) {}

    public func define(_ names: TraceNames) {
        self.names.append(names)
        index = nil
    }

    public func record(_ look: Look) {}

    public func record(_ step: WatchedStep) {
        let gone = heap.apply(step)
        guard !gone.isEmpty else { return }
        tell(of: gone)
        heap.forget(gone)
    }

    /// The stream has ended: what is watched still is told of as it stands.
    public func finish() { tell(of: Set(heap.objects.keys)) }

    /// Adds what is told of it to a finding.
    ///
    /// - Returns: whether something is.
    public func explain(_ finding: inout Finding) -> Bool {
        guard let accounts = accounts[finding.fingerprint] else { return false }
        // Those that were made at the same places answer together.
        let groups = Dictionary(grouping: accounts) { $0.made.map { $0.map(Self.place) } }
            .sorted { $0.value.count > $1.value.count }.map(\.value)
        finding.closedBy = Self.agreement(groups.map { $0.map(\.closedBy) })
        finding.orphanedBy = Self.agreement(groups.map { $0.map(\.lost) })
        for place in finding.path.indices {
            finding.path[place].born = Self.agreement(
                groups.map { $0.map { $0.made.count == finding.path.count ? $0.made[place] : nil } })
        }
        return finding.closedBy != nil || finding.orphanedBy != nil || finding.path.contains { $0.born != nil }
    }

    /// What all groups say, where each says something.
    private static func agreement(_ groups: [[Finding.Moment?]]) -> Finding.Moment? {
        let answers = groups.map(majority)
        guard let first = answers.first ?? nil else { return nil }
        return answers.allSatisfy { $0.map(place) == place(first) } ? first : nil
    }

    /// What more than half say.
    private static func majority(_ moments: [Finding.Moment?]) -> Finding.Moment? {
        let answers = Dictionary(grouping: moments.compactMap(\.self), by: place)
        return answers.values.first { 2 * $0.count > moments.count }?.first
    }

    /// A moment whenever it was.
    private static func place(_ moment: Finding.Moment) -> Finding.Moment {
        var place = moment
        place.seq = 0
        return place
    }

    // MARK: A ring

    /// Reports the rings that nothing reaches and that have a member among these objects.
    private func tell(of ending: Set<ObjectID>) {
        var look = Look(Mark(number: 0, kind: .asked, name: "", isJudged: true))
        look.heap = heap.snapshot()
        guard let unreached = look.unreached([.counts])?.certain, !unreached.isDisjoint(with: ending) else {
            return
        }
        let names = nameIndex()
        let part = LeakedPart(GraphSnapshot(heap.snapshot(of: unreached)))
        let cycles = LeakedCycles(part, names: names)
        let members = cycles.members(in: part).filter { $0.role == .inCycle }
        let rings = Dictionary(grouping: members) { [$0.finding, $0.component] }
        for (_, ring) in rings.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let ids = Set(ring.map(\.object))
            guard !ids.isDisjoint(with: ending), let node = part.node(of: ring[0].object),
                let cycle = cycles.cycle(keeping: node, in: part, names: names)
            else { continue }
            var births: [ObjectID: ObjectBirth] = [:]
            for object in ids.compactMap({ heap.objects[$0] }) {
                births[object.id] = ObjectBirth(
                    type: object.type, kind: object.kind, ordinal: object.ordinal ?? 0, bytes: 0, born: 0,
                    site: object.site)
            }
            let path = cycle.folded.path(in: part, names: names, births: births)
            var account = moments(of: ids, names)
            account.made = path.map(\.born)
            accounts[cycle.fingerprint, default: []].append(account)
        }
    }

    /// Goes back from the ring's end to where it was lost, and further to where it was closed.
    private func moments(of ring: Set<ObjectID>, _ names: NameIndex) -> Account {
        let subjects = ring.filter { heap.objects[$0]?.kind == .instance }
        let around = heap.connected(with: ring)
        // What a function's frame holds shows only once the function has ended.
        let late = ring.filter { id in heap.objects[id].map { isLate($0.type, names) } ?? false }
            .flatMap { heap.references[$0] ?? [] }
        var past = heap
        var (closing, losing): (WatchedHeap.Step?, WatchedHeap.Step?)
        var (isLost, isClosed) = (true, true)
        while isLost || isClosed, let step = past.steps.last {
            if isLost { losing = step }
            if isClosed { closing = step }
            guard past.goBack(touching: around) ?? false else { continue }
            if isLost {
                var look = Look(Mark(number: 0, kind: .asked, name: "", isJudged: true))
                look.heap = past.snapshot(of: around)
                let unreached = look.unreached([.counts])?.certain ?? []
                isLost = ring.isSubset(of: unreached)
            }
            if isClosed {
                isClosed = Self.isRing(
                    subjects.isEmpty ? ring : subjects, in: past.snapshot(of: around, with: late))
            }
        }
        return Account(
            closedBy: isClosed ? nil : closing.flatMap { moment($0, names, isStore: true) },
            lost: isLost ? nil : losing.flatMap { moment($0, names, isStore: false) }, made: [])
    }

    private static func isRing(_ objects: Set<ObjectID>, in heap: HeapSnapshot) -> Bool {
        let graph = GraphSnapshot(heap)
        let components = graph.graph.components()
        let places = objects.map { graph.node(of: $0) }
        guard let first = places.first ?? nil, places.allSatisfy({ $0 != nil }) else { return false }
        let component = components.componentOf[first]
        guard places.allSatisfy({ $0.map { components.componentOf[$0] } == component }) else { return false }
        let inner = graph.graph.filter {
            components.componentOf[Int($0.source)] == component && components.componentOf[Int($0.target)] == component
        }
        return inner.isCyclic(components.members(of: Int(component)))
    }

    private func isLate(_ type: TypeID, _ names: NameIndex) -> Bool {
        guard let type = names.type(type) else { return false }
        return type.word == "frame" || type.name == "traceback"
    }

    /// A function that ends stores nothing: a store is of the statement that had called it.
    private func moment(_ step: WatchedHeap.Step, _ names: NameIndex, isStore: Bool) -> Finding.Moment? {
        guard var site = names.site(step.site) else { return nil }
        if !isStore { site.returned = step.returned }
        return Finding.Moment(site, seq: step.number)
    }

    private func nameIndex() -> NameIndex {
        if let index { return index }
        let new = NameIndex(names)
        index = new
        return new
    }
}
