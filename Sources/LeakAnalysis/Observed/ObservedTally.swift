public import TraceModel

/// What a run comes to of which looks are seen: findings by their rings, each component counted once, at the first mark
/// that found it unreached.
///
/// Memory: what was ever unreached, and a look at a time.
public final class ObservedTally: RunSink {
    /// Everything that was defined so far.
    public private(set) var names = TraceNames()
    /// The first component of each finding.
    public private(set) var samples: [LeakSample] = []
    /// The fingerprints of these.
    private var sampled: Set<String> = []
    private var index: NameIndex?
    private var observation = Observation(source: "")
    /// The findings so far, by fingerprint.
    var found: [String: ObservedFinding] = [:]
    /// Every object that was counted.
    private var counted: Set<ObjectID> = []
    /// The fingerprint under which a component was counted, by its first object.
    private var fingerprints: [ObjectID: String] = [:]
    /// The components that are left, by their first object.
    private var left: [ObjectID: ObservedFinding.Component] = [:]
    /// What was unreached at earlier marks, for those that call a later one the same.
    private var unreachedAt: [Int: HeapSnapshot] = [:]
    private var keptObjects = 0
    private var oldest = 1
    private var ordinals: [ObjectID: Int] = [:]
    private var nextOrdinal: [TypeID: Int] = [:]
    private var figures = ObservedFigures()
    private var counts = RunSummary.Counts()
    private var bytesLeft = 0
    private var tests = MakingTests()
    private var aliveCounts: [String: [Int]] = [:]

    /// Nothing seen yet.
    public init() {}

    public func begin(_ observation: Observation) { self.observation = observation }

    public func define(_ names: TraceNames) {
        self.names.append(names)
        index = nil
    }

    public func record(_ look: Look) throws {
        var look = look
        figures.marks += 1
        figures.examined = figures.examined.addingReportingOverflow(look.examined).partialValue
        figures.unexamined = figures.unexamined.addingReportingOverflow(look.unexamined).partialValue
        noteAlive(look)
        // Whatever else becomes of this look: what was found since the last test is this one's.
        defer { tests.end(look.mark) }
        if let same = look.same, let before = unreachedAt[same] { look.add(before) }
        guard let verdict = look.unreached(observation.sees) else { return }
        figures.judgedMarks += 1
        figures.notUnderstood += verdict.notUnderstood
        noteMore(look)
        let unreached = verdict.all
        guard !unreached.isEmpty else { return }
        keep(look, unreached)
        if look.mark.collection != nil { collect(unreached) }
        count(look, verdict.certain, .certain)
        // What may be is counted where it makes a ring of what is left.
        count(look, unreached, .likely)
    }

    // MARK: Components

    /// Counts the components that are new among these objects.
    private func count(_ look: Look, _ objects: Set<ObjectID>, _ certainty: Finding.Certainty) {
        guard !objects.isSubset(of: counted) else { return }
        let names = nameIndex()
        let part = LeakedPart(objects, of: look.heap, certainty)
        let cycles = LeakedCycles(part, names: names)
        let births = births(of: part.snapshot.objects)
        let members = Dictionary(grouping: cycles.members(in: part)) { [$0.finding, $0.component] }
        for (key, members) in members.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let new = members.filter { !counted.contains($0.object) }
            guard !new.isEmpty else { continue }
            counted.formUnion(new.map(\.object))
            let group = cycles.groups[key[0]]
            var component = ObservedFinding.Component(
                fingerprint: group.fingerprint, members: new, ofRing: members, in: part, names: names)
            guard component.isInScope else {
                if component.isNew { figures.libraryRings += 1 }
                continue
            }
            component.isCertain = certainty == .certain
            if component.isNew {
                fingerprints[component.first] = group.fingerprint
            } else if let known = fingerprints[component.first] {
                // A later look may read the same ring by other names; what it holds anew is still this ring's.
                component.fingerprint = known
            }
            if found[component.fingerprint] == nil {
                found[component.fingerprint] = ObservedFinding(
                    group.finding(
                        path: group.cycle.path(in: part, names: names, births: births), closedBy: nil,
                        loss: Loss(nil, Moments()), fingerprints: cycles.groups.map(\.fingerprint), names: names),
                    at: look.mark)
            }
            if sampled.insert(group.fingerprint).inserted {
                samples.append(LeakSample(group.fingerprint, members, in: part, names: names))
            }
            found[group.fingerprint]?.watch(members, in: part, names: names)
            add(component, isCollected: look.mark.collection != nil)
        }
    }

    private func add(_ component: ObservedFinding.Component, isCollected: Bool) {
        found[component.fingerprint]?.add(component, isCollected: isCollected)
        if component.isNew { tests.note(component.fingerprint) }
        if !component.isCertain {
            figures.likely += component.objects
            return
        }
        if isCollected { counts.collected += component.objects } else { counts.leaked += component.objects }
        guard !isCollected else { return }
        bytesLeft += component.bytes
        // What a component holds may become unreached later than itself.
        left[component.first] = left[component.first]?.adding(component) ?? component
    }

    /// A collection frees what it finds unreached: components that were left are collected now.
    private func collect(_ unreached: Set<ObjectID>) {
        for object in unreached {
            guard let component = left.removeValue(forKey: object) else { continue }
            found[component.fingerprint]?.moveToCollected()
            counts.leaked -= component.objects
            counts.collected += component.objects
            bytesLeft -= component.bytes
        }
    }

    private func nameIndex() -> NameIndex {
        if let index { return index }
        let new = NameIndex(names)
        index = new
        return new
    }

    /// The labels and places of objects: their number in the order of birth where the source knows it, else of first
    /// sight.
    private func births(of objects: [LiveObject]) -> [ObjectID: ObjectBirth] {
        var births: [ObjectID: ObjectBirth] = [:]
        for object in objects {
            let ordinal =
                object.ordinal ?? ordinals[object.id]
                ?? {
                    nextOrdinal[object.type, default: 0] += 1
                    return nextOrdinal[object.type] ?? 1
                }()
            ordinals[object.id] = ordinal
            births[object.id] = ObjectBirth(object, ordinal: ordinal)
        }
        return births
    }

    // MARK: What a later mark may call the same

    private static let mostKept = 4_000_000

    private func keep(_ look: Look, _ unreached: Set<ObjectID>) {
        var heap = HeapSnapshot()
        heap.objects = look.heap.objects.filter { unreached.contains($0.id) }
        heap.references = look.heap.references.filter { unreached.contains($0.owned) }
        keptObjects += heap.objects.count
        unreachedAt[look.mark.number] = heap
        while keptObjects > Self.mostKept, oldest < look.mark.number {
            keptObjects -= unreachedAt.removeValue(forKey: oldest)?.objects.count ?? 0
            oldest += 1
        }
    }

    // MARK: Amounts

    private func noteMore(_ look: Look) {
        for more in look.more where names.role(of: more.type) == .subject {
            figures.withoutRing = figures.withoutRing.addingReportingOverflow(more.count).partialValue
            if look.mark.collection == nil {
                counts.leaked = counts.leaked.addingReportingOverflow(more.count).partialValue
            } else {
                counts.collected = counts.collected.addingReportingOverflow(more.count).partialValue
            }
        }
    }

    private func noteAlive(_ look: Look) {
        guard !look.alive.isEmpty, look.mark.kind != .dropped else { return }
        let index = nameIndex()
        let ofProgram = look.alive.filter { index.type($0.type)?.origin != .library }
        figures.alive = ofProgram.map { amount in
            let type = index.typeName(amount.type)
            aliveCounts[type, default: []].append(amount.count)
            return ObservedFigures.Alive(
                type: type, count: amount.count, bytes: amount.bytes,
                heldBy: amount.example.flatMap { HolderPath(to: $0, in: look, names: index)?.text },
                counts: Array((aliveCounts[type] ?? []).suffix(20)))
        }
        .sorted { ($1.count, $0.type) < ($0.count, $1.type) }
    }

    // MARK: The end

    /// What to watch in another run, to learn what closes the rings.
    public var watchList: WatchList {
        var list = WatchList()
        for finding in found.values.sorted(by: { $0.finding.fingerprint < $1.finding.fingerprint }) {
            list.add(finding.watchList)
        }
        return list
    }

    /// What would free the first component of each finding, of a language in which a field is weak by its declaration.
    private func changesOnGraph() -> [String: GraphChange] {
        let names = nameIndex()
        return samples.reduce(into: [:]) { changes, sample in changes[sample.fingerprint] = sample.change(names) }
    }

    /// What the run comes to.
    public func finish(_ observation: Observation) -> RunAnalysis {
        figures.sees = observation.sees.sorted { $0.rawValue < $1.rawValue }
        figures.runtime = observation.runtime
        figures.unobserved = observation.unobserved
        figures.notes = observation.notes
        figures.isWhole = observation.end == .finished
        figures.why = observation.why
        var summary = RunSummary()
        counts.allocated = counts.leaked.addingReportingOverflow(counts.collected).partialValue
        summary.instances = counts
        summary.bytes.leaked = bytesLeft
        summary.bytes.allocated = bytesLeft
        summary.observed = figures
        let changes = observation.source == "swift" ? changesOnGraph() : [:]
        let findings = found.values.map { found in
            var finding = tests.telling(found.finding)
            finding.change = changes[finding.fingerprint]
            return finding
        }
        .sorted {
            ($0.left == 0 ? 1 : 0, -$0.retainedBytes, $0.fingerprint) < (
                $1.left == 0 ? 1 : 0, -$1.retainedBytes, $1.fingerprint
            )
        }
        return RunAnalysis(summary: summary, findings: findings, members: [], objects: [], references: [])
    }
}

extension Look {
    /// Adds what was unreached at a mark that this one calls the same; what stands here counts.
    fileprivate mutating func add(_ before: HeapSnapshot) {
        let known = Set(heap.objects.map(\.id))
        heap.objects += before.objects.filter { !known.contains($0.id) }
        heap.references = before.references + heap.references
    }
}

extension TraceNames {
    /// What the objects of a type are to the reader.
    func role(of type: TypeID) -> TypeRole? {
        let place = Int(type.rawValue) - 1
        return types.indices.contains(place) ? types[place].role : nil
    }
}
