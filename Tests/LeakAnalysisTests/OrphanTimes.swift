import TraceModel

@testable import LeakAnalysis

/// The oracle of ``LeakSweep``: when each object was last reached by a root, computed forwards from all of the events.
///
/// A path of references lasts as long as the one that was let go first. An object was reached until T, the greatest
/// of its paths' ends: T(v) is the greatest, over all references (u, v) ever held, of min(T(u), the moment of its
/// release), with no end for a root and for a reference that is still held. Objects that are not leaked count as
/// reached for as long as they live: T(u) has no end.
///
/// An object whose count went to zero is reached no more since the release by a holder outside that began the
/// cascade; what it lets go while it dies, and what dies by that, ends at that very release. An object that its
/// `__del__` brings back for a while, inside one top-level statement, still dies by the same release.
///
/// Objects that died in a collection may have been unreachable long before it, so they are asked like leaked ones.
///
/// Beside the moment stands the release itself: inside a cascade it comes later than the one that began it.
struct OrphanTimes {
    /// The end of a path: ordered by the moment, within one cascade by the release.
    struct End: Comparable {
        /// The release that counts: the one that began the cascade.
        var moment = 0
        /// The release that let go.
        var release = 0

        static func < (left: End, right: End) -> Bool {
            (left.moment, left.release) < (right.moment, right.release)
        }
    }

    private let count: Int
    /// Whether T is computed for the object, by its place in the order of allocation.
    private let isAsked: [Bool]
    private var counts: [Int32]
    /// The release that began the object's death; negative while the object is brought back; 0 before.
    private var causes: [Int]
    /// The greatest end of a reference from a root, or from an object that is not asked.
    private var ends: [End]
    /// The ends of references between asked objects, by owner and owned.
    private var inner: [UInt64: End] = [:]
    private var statementBegan = 0

    init(count: Int, isAsked: [Bool]) {
        self.count = count
        self.isAsked = isAsked
        counts = Array(repeating: 0, count: count)
        causes = Array(repeating: 0, count: count)
        ends = Array(repeating: End(), count: isAsked.contains(true) ? count : 0)
    }

    /// Takes one event in, in order.
    ///
    /// O(1) on average.
    mutating func apply(_ event: Event, sequence: Int) {
        switch event.kind {
        case .statement where event.count == 0:
            statementBegan = sequence
        case .retain:
            guard let owned = position(of: event.object) else { return }
            counts[owned] = event.count == Event.unknownCount ? counts[owned] &+ 1 : Int32(clamping: event.count)
            if causes[owned] > 0 { causes[owned] = -causes[owned] }
        case .release:
            guard let owned = position(of: event.object) else { return }
            counts[owned] = event.count == Event.unknownCount ? counts[owned] &- 1 : Int32(clamping: event.count)
            let owner = event.owner.object.flatMap { position(of: $0) }
            let moment = owner.map { causes[$0] > 0 ? causes[$0] : sequence } ?? sequence
            if counts[owned] == 0 {
                causes[owned] = -causes[owned] > statementBegan ? -causes[owned] : moment
            }
            note(End(moment: moment, release: sequence), owner: owner, owned: owned)
        default:
            return
        }
    }

    private func position(of id: ObjectID) -> Int? {
        (1...max(count, 1)).contains(Int(id.rawValue)) && count > 0 ? Int(id.rawValue) - 1 : nil
    }

    private mutating func note(_ end: End, owner: Int?, owned: Int) {
        guard isAsked[owned] else { return }
        if let owner, isAsked[owner] {
            let pair = UInt64(owner) << 32 | UInt64(owned)
            inner[pair] = max(inner[pair] ?? End(), end)
        } else {
            ends[owned] = max(ends[owned], end)
        }
    }

    private struct Arrival: Comparable {
        var end: End
        var object: Int

        static func < (left: Arrival, right: Arrival) -> Bool {
            left.end == right.end ? left.object < right.object : left.end < right.end
        }
    }

    /// T of every object asked, by its place in the order of allocation; 0 where no root ever reached it.
    ///
    /// `held` are the references between leaked objects that were never let go. A widest-path search from the
    /// greatest T down: O((n + m) log m).
    consuming func solve(held: some Sequence<(owner: Int, owned: Int)>) -> [End] {
        var edges = held.map {
            CompactGraph.Edge(source: Int32($0.owner), target: Int32($0.owned), label: -1)
        }
        var innerEnds: [End] = []
        for (pair, end) in inner {
            let (owner, owned) = (Int32(pair >> 32), Int32(pair & 0xFFFF_FFFF))
            edges.append(CompactGraph.Edge(source: owner, target: owned, label: Int32(innerEnds.count)))
            innerEnds.append(end)
        }
        let graph = CompactGraph(nodeCount: count, edges: edges)

        var times = [End](repeating: End(), count: count)
        var heap = MaxHeap<Arrival>()
        for (object, end) in ends.enumerated() where end.moment > 0 {
            heap.insert(Arrival(end: end, object: object))
        }
        while let arrival = heap.popMax() {
            guard times[arrival.object].moment == 0 else { continue }
            times[arrival.object] = arrival.end
            for position in graph.positions(of: arrival.object) {
                let target = Int(graph.targets[position])
                guard times[target].moment == 0 else { continue }
                let label = Int(graph.labels[position])
                let end = label < 0 ? arrival.end : min(arrival.end, innerEnds[label])
                heap.insert(Arrival(end: end, object: target))
            }
        }
        return times
    }
}

/// What a reading from the beginning says of a run.
struct OrphanOracle {
    /// Every object's life.
    let objects: [ObjectRecord]
    /// Whether each leaked, or died in a collection before the run was judged.
    let isAsked: [Bool]
    /// When each of these was last reached.
    let times: [OrphanTimes.End]

    init(_ trace: MemoryTrace, _ study: RunStudy) throws {
        objects = try ObjectRecord.all(in: trace)
        let end = study.tally.judgedAt ?? trace.eventCount
        let collected = study.tally.freedInCollections[..<study.tally.freedInCollectionsBeforeMark]
        var isAsked = [Bool](repeating: false, count: objects.count)
        let leaked = study.leaked.nodes.map { study.leaked.snapshot.objects[Int($0)].id }
        for id in leaked + collected { isAsked[Int(id.rawValue) - 1] = true }
        self.isAsked = isAsked
        var times = OrphanTimes(count: objects.count, isAsked: isAsked)
        try trace.forEachEvent { sequence, event in
            if sequence <= end { times.apply(event, sequence: sequence) }
        }
        let held = study.leaked.graph.edges.lazy.map { edge in
            (
                owner: Int(study.leaked.object(edge.source).id.rawValue) - 1,
                owned: Int(study.leaked.object(edge.target).id.rawValue) - 1
            )
        }
        self.times = times.solve(held: held)
    }

    /// The most bytes that had been live at once if all were freed in the moment in which they became garbage; nil
    /// where nothing was garbage.
    var peakWithoutGarbage: Int? {
        guard isAsked.contains(true) else { return nil }
        let deaths = objects.indices.map { place in
            let died = objects[place].died ?? Int.max
            return times[place].moment > 0 ? min(times[place].moment, died) : died
        }
        return objects.map { born in
            objects.indices.reduce(0) { sum, place in
                objects[place].born <= born.born && deaths[place] >= born.born ? sum + objects[place].bytes : sum
            }
        }.max() ?? 0
    }
}
