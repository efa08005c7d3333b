import TraceModel

/// The watched objects after a statement, which can be taken back statement by statement.
struct WatchedHeap {
    /// One thing to do to get the state before.
    fileprivate enum Undo {
        case object(ObjectID, LiveObject?)
        case count(ObjectID, Int?)
        case remove(Reference)
        case add(Reference)
    }

    /// A statement that did something.
    struct Step {
        /// Its number in the run.
        let number: Int
        /// Where it stands; nil where that is unknown.
        let site: SiteID
        /// The function that ended.
        let returned: String?
        fileprivate var undo: [Undo] = []
        fileprivate var touched: Set<ObjectID> = []
    }

    /// The objects by id.
    private(set) var objects: [ObjectID: LiveObject] = [:]
    /// What each object refers to.
    private(set) var references: [ObjectID: [Reference]] = [:]
    /// The statements so far.
    private(set) var steps: [Step] = []

    /// Goes on to the state after a statement, except for what is no longer watched.
    ///
    /// - Returns: that.
    mutating func apply(_ step: WatchedStep) -> Set<ObjectID> {
        steps.append(Step(number: step.number, site: step.site, returned: step.returned))
        var gone: Set<ObjectID> = []
        for effect in step.effects {
            switch effect {
            case .watched(let object): set(object.id, to: object)
            case .count(let id, let count):
                note(.count(id, objects[id]?.strongCount), touching: id)
                objects[id]?.strongCount = count
            case .gained(let reference): add(reference)
            case .lost(let reference): remove(reference)
            case .gone(let id): gone.insert(id)
            }
        }
        return gone
    }

    /// Forgets objects, as part of the last statement.
    mutating func forget(_ gone: Set<ObjectID>) {
        for reference in references.values.joined()
        where gone.contains(reference.owned) || reference.owner.object.map(gone.contains) ?? false {
            remove(reference)
        }
        for id in gone { set(id, to: nil) }
    }

    /// Goes back to the state before the last statement.
    ///
    /// - Returns: whether the statement had to do with any of these objects; nil where there is none.
    mutating func goBack(touching wanted: Set<ObjectID>) -> Bool? {
        guard let last = steps.popLast() else { return nil }
        for undo in last.undo.reversed() {
            switch undo {
            case .object(let id, let object): objects[id] = object
            case .count(let id, let count): objects[id]?.strongCount = count
            case .remove(let reference): takeAway(reference)
            case .add(let reference): references[key(reference), default: []].append(reference)
            }
        }
        return !last.touched.isDisjoint(with: wanted)
    }

    /// Some of the objects, with the references among them, and `more` references of theirs.
    func snapshot(of wanted: Set<ObjectID>? = nil, with more: [Reference] = []) -> HeapSnapshot {
        var heap = HeapSnapshot()
        heap.objects = objects.values.filter { wanted?.contains($0.id) ?? true }.sorted { $0.id < $1.id }
        let known = Set(heap.objects.map(\.id))
        for object in heap.objects {
            heap.references += (references[object.id] ?? []).filter { known.contains($0.owned) }
        }
        let present = Set(heap.references)
        heap.references += more.filter { !present.contains($0) && known.contains($0.owned) && known.contains(key($0)) }
        return heap
    }

    /// What references connect with some objects, in either direction.
    func connected(with start: Set<ObjectID>) -> Set<ObjectID> {
        var beside: [ObjectID: [ObjectID]] = [:]
        for reference in references.values.joined() {
            beside[key(reference), default: []].append(reference.owned)
            beside[reference.owned, default: []].append(key(reference))
        }
        var found = start
        var waiting = Array(start)
        while let next = waiting.popLast() {
            for other in beside[next] ?? [] where found.insert(other).inserted { waiting.append(other) }
        }
        return found
    }

    // MARK: Changes

    private func key(_ reference: Reference) -> ObjectID { reference.owner.object ?? .none }

    private mutating func note(_ undo: Undo, touching ids: ObjectID...) {
        steps[steps.count - 1].undo.append(undo)
        steps[steps.count - 1].touched.formUnion(ids)
    }

    private mutating func set(_ id: ObjectID, to object: LiveObject?) {
        note(.object(id, objects[id]), touching: id)
        objects[id] = object
    }

    private mutating func add(_ reference: Reference) {
        note(.remove(reference), touching: key(reference), reference.owned)
        references[key(reference), default: []].append(reference)
    }

    private mutating func remove(_ reference: Reference) {
        guard takeAway(reference) else { return }
        note(.add(reference), touching: key(reference), reference.owned)
    }

    @discardableResult
    private mutating func takeAway(_ reference: Reference) -> Bool {
        guard let place = references[key(reference)]?.lastIndex(of: reference) else { return false }
        references[key(reference)]?.remove(at: place)
        return true
    }
}
