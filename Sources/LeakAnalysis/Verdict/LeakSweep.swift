package import TraceModel

/// One look backwards over a run's events: when each object that leaked, or that a collection freed, was last reached
/// by a root, and which store closed each ring.
///
/// What no root reaches can never be reached again, so that going back from the moment of judgement the objects in
/// question only ever become reached. Undoing a release gives its owner back what it held: a reached owner makes the
/// object reached at that very event, and all that hangs on it. It ends as soon as nothing is left to ask.
///
/// An object whose count went to zero is reached no more since the release by a holder outside that began the
/// cascade; what it let go while it died was lost by that very release. An object that its `__del__` brought back for
/// a while, inside one top-level statement, still died by the first release. Beside the moment stands the release
/// itself: inside a cascade it comes later than the one that began it.
package struct LeakSweep {
    /// The end of a path from a root.
    package struct End: Equatable {
        /// The release that counts: the one that began the cascade.
        package var moment: Int
        /// The release that lost it.
        package var release: Int
    }

    /// What an object is, going backwards.
    private enum State {
        /// Freed by counting, and the release that ended its life was not met yet.
        static let dead: Int32 = -1
        /// Within reach of a root.
        static let reached: Int32 = -2
        // From 0 on: an object that is asked for, by its place in `ends`.
    }

    private let part: LeakedPart
    private let objects: ObjectTable
    /// By object id.
    private var states: [Int32]
    /// The ids of the objects asked for: the nodes of the leaked part, then those that collections freed.
    private let asked: [ObjectID]
    private var ends: [End?]
    private var unreached: Int
    /// What each owner released before it was reached itself, with the release.
    private var released: [ObjectID: [(object: ObjectID, release: Int)]] = [:]
    /// How many more times the count of an object must come to zero until its life was ended.
    private var zerosLeft: [ObjectID: UInt8] = [:]

    /// The ring of each finding, by node of the leaked part: its reference, as a position in the snapshot's strong
    /// ones, and the finding; negative for none.
    private var ringReference: [Int32]
    private var ringOf: [Int32]
    /// Releases of a ring's reference that a store made again, by node.
    private var remade: [Int32: Int] = [:]
    private var open: Int
    /// By finding: the event that made the newest reference of its ring.
    package private(set) var closedBy: [Int?]

    private var live: Int
    private var garbage: Int
    private var isGarbage: [Bool]
    /// The most bytes that had been live at once if everything were freed in the moment in which it became garbage.
    private(set) var peakWithoutGarbage = 0

    /// Prepares a look back from the moment of judgement; `rings` are the references of each finding's ring.
    package init(_ part: LeakedPart, rings: [[Int32]], tally: RunTally) {
        self.part = part
        objects = tally.objects
        let isNode = Set(tally.garbage.objects)
        // Some died while a collection ran and were no garbage when it began.
        let others = tally.freedInCollections[..<tally.freedInCollectionsBeforeMark].filter { !isNode.contains($0) }
        asked = part.nodes.map { part.snapshot.objects[Int($0)].id } + others
        states = Array(repeating: State.dead, count: tally.objects.count + 1)
        for object in part.snapshot.objects { states[Int(object.id.rawValue)] = State.reached }
        for (place, id) in asked.enumerated() { states[Int(id.rawValue)] = Int32(place) }
        ends = Array(repeating: nil, count: asked.count)
        unreached = asked.count
        live = tally.judgedLiveBytes
        garbage = part.objectsLeft.reduce(0) { $0 + $1.bytes }
        isGarbage = asked.indices.map { $0 < part.nodes.count && !part.wasCollected(Int32($0)) }

        ringReference = Array(repeating: -1, count: part.nodes.count)
        ringOf = ringReference
        closedBy = Array(repeating: nil, count: rings.count)
        open = rings.count { !$0.isEmpty }
        for (finding, references) in rings.enumerated() {
            for reference in references {
                let owner = part.snapshot.strong[Int(reference)].owner.object ?? .none
                let node = Int(states[Int(owner.rawValue)])
                guard ringReference.indices.contains(node) else { continue }
                ringReference[node] = reference
                ringOf[node] = Int32(finding)
                // The collection itself released it: no store comes before that release.
                if part.wasCollected(Int32(node)) { remade[Int32(node)] = -1 }
            }
        }
    }

    /// Looks back from event `end`, at most once over the whole run.
    ///
    /// `progress` is told how many events were read. O(events read), and nearly linear in what leaked.
    package mutating func run(
        _ trace: any Trace, from end: Int, peaks: [(event: Int, bytes: Int)], _ progress: (Int) throws -> Void
    ) throws {
        var first = end + 1
        try trace.readBackwards(from: end) { start, events in
            var sequence = start + events.count
            for event in events.reversed() {
                sequence -= 1
                apply(event, sequence: sequence)
            }
            first = start
            try progress(end - start + 1)
            return unreached > 0 || open > 0
        }
        // Before that nothing was garbage.
        let earlier = peaks.prefix { $0.event < first }.last?.bytes ?? 0
        peakWithoutGarbage = max(peakWithoutGarbage, earlier)
    }

    /// When a root reached an object for the last time; nil for one that was not asked for, or never reached.
    package func end(of object: ObjectID) -> End? {
        guard states.indices.contains(Int(object.rawValue)) else { return nil }
        let state = Int(states[Int(object.rawValue)])
        return state < 0 ? nil : ends[state]
    }

    /// The latest end of these nodes of the leaked part; nil where no root ever reached one.
    package func latestEnd(of nodes: some Sequence<Int32>) -> End? {
        nodes.lazy.compactMap { ends[Int($0)] }.max { ($0.moment, $0.release) < ($1.moment, $1.release) }
    }

    /// Undoes one event; those behind it were undone before.
    ///
    /// O(1), but for what becomes reached.
    private mutating func apply(_ event: Event, sequence: Int) {
        switch event.kind {
        case .allocate:
            peakWithoutGarbage = max(peakWithoutGarbage, live &- garbage)
            let bytes = objects.bytes(of: event.object)
            live &-= bytes
            let state = state(of: event.object)
            if state >= 0, ends[Int(state)] == nil { forget(Int(state), bytes) }
        case .deinitialize:
            let bytes = objects.bytes(of: event.object)
            live &+= bytes
            let state = Int(state(of: event.object))
            guard state >= 0, ends[state] == nil, !isGarbage[state] else { return }
            isGarbage[state] = true
            garbage &+= bytes
        case .retain:
            noteStore(event, sequence: sequence)
        case .release:
            noteRelease(of: event)
            release(event, sequence: sequence)
        default:
            return
        }
    }

    private func state(of object: ObjectID) -> Int32 {
        let place = Int(object.rawValue)
        return states.indices.contains(place) ? states[place] : State.dead
    }

    /// An object that no root ever reached was garbage from its birth.
    private mutating func forget(_ place: Int, _ bytes: Int) {
        unreached -= 1
        if isGarbage[place] { garbage &-= bytes }
        isGarbage[place] = false
        states[Int(asked[place].rawValue)] = State.reached
    }

    // MARK: Reach

    private func isReached(_ owner: ObjectID) -> Bool {
        let state = state(of: owner)
        return state == State.reached || state >= 0 && ends[Int(state)] != nil
    }

    private mutating func release(_ event: Event, sequence: Int) {
        let state = state(of: event.object)
        if state >= 0 {
            guard ends[Int(state)] == nil else { return }
            if let owner = event.owner.object, !isReached(owner) {
                released[owner, default: []].append((event.object, sequence))
            } else {
                reach(Int(state), End(moment: sequence, release: sequence))
            }
        } else if state == State.dead {
            noteZero(event, sequence: sequence)
        } else if event.count == 0, zerosLeft[event.object] != nil {
            noteZero(event, sequence: sequence)
        }
    }

    /// A release that took a count to zero: the one that ended the object's life, if it was not brought back later in
    /// the same statement.
    private mutating func noteZero(_ event: Event, sequence: Int) {
        let object = event.object
        guard let entry = objects.entry(of: object) else { return }
        states[Int(object.rawValue)] = State.reached
        let left = (zerosLeft[object] ?? max(entry.pointee.zeros, 1)) - 1
        guard left == 0 else {
            zerosLeft[object] = left
            return
        }
        zerosLeft[object] = nil
        if let owner = event.owner.object, state(of: owner) == State.dead {
            released[owner, default: []].append((object, sequence))
        } else if released[object] != nil {
            settle(object, moment: sequence)
        }
    }

    /// A cascade began with this object's death: what it and those that died with it released was lost then.
    private mutating func settle(_ object: ObjectID, moment: Int) {
        var pending = [object]
        var lost: [(place: Int, release: Int)] = []
        while let next = pending.popLast() {
            for (held, release) in released.removeValue(forKey: next) ?? [] {
                let state = state(of: held)
                if state >= 0 { lost.append((Int(state), release)) } else { pending.append(held) }
            }
        }
        // Of several ways the one that lasted longest counts.
        for (place, release) in lost.sorted(by: { $0.release > $1.release }) {
            reach(place, End(moment: moment, release: release))
        }
    }

    private mutating func reach(_ place: Int, _ end: End) {
        var pending = [place]
        while let next = pending.popLast() {
            guard ends[next] == nil else { continue }
            ends[next] = end
            unreached -= 1
            if isGarbage[next] { garbage &-= objects.bytes(of: asked[next]) }
            isGarbage[next] = false
            if next < part.nodes.count {
                for target in part.graph.successors(of: next) where ends[Int(target)] == nil {
                    pending.append(Int(target))
                }
            }
            for (held, _) in released.removeValue(forKey: asked[next]) ?? [] {
                let state = state(of: held)
                if state >= 0 { pending.append(Int(state)) }
            }
        }
    }

    // MARK: The closing store

    /// The node of the leaked part whose ring's reference an event is about.
    private func ringNode(_ event: Event) -> Int? {
        guard open > 0, let owner = event.owner.object else { return nil }
        let node = Int(state(of: owner))
        guard ringReference.indices.contains(node), ringReference[node] >= 0 else { return nil }
        let reference = part.snapshot.strong[Int(ringReference[node])]
        return reference.owned == event.object && reference.field == event.field ? node : nil
    }

    /// Of equal references the newest is released first, so that each release undoes the store before it.
    private mutating func noteRelease(of event: Event) {
        if let node = ringNode(event) { remade[Int32(node), default: 0] += 1 }
    }

    private mutating func noteStore(_ event: Event, sequence: Int) {
        guard let node = ringNode(event) else { return }
        if let count = remade[Int32(node)], count > 0 {
            remade[Int32(node)] = count - 1
            return
        }
        let finding = Int(ringOf[node])
        guard closedBy[finding] == nil else { return }
        closedBy[finding] = sequence
        open -= 1
    }
}
