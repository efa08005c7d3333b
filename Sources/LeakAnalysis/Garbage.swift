import TraceModel

/// What waiting for a collector, or for ever, costs: figures from when each object became garbage.
struct Garbage {
    /// When each object was last reached by a root, by its place in the order of allocation; empty where nothing was
    /// garbage.
    let times: [OrphanTimes.End]
    /// Every object's life.
    let objects: [ObjectRecord]

    /// The most bytes that had been live at once if all were freed in the moment in which they became garbage; nil
    /// where counting alone freed everything.
    ///
    /// O(n log n).
    func peak() -> Int? {
        guard !times.isEmpty else { return nil }
        var deaths: [(event: Int, bytes: Int)] = []
        for (place, object) in objects.enumerated() {
            let orphaned = times[place].moment
            let died = object.died ?? Int.max
            let end = orphaned > 0 ? min(orphaned, died) : died
            if end < Int.max { deaths.append((end, object.bytes)) }
        }
        deaths.sort { $0.event < $1.event }
        var (live, most, next) = (0, 0, 0)
        for object in objects {
            while next < deaths.count, deaths[next].event < object.born {
                live -= deaths[next].bytes
                next += 1
            }
            live += object.bytes
            most = max(most, live)
        }
        return most
    }

    /// The collections, with how long what they freed had been garbage.
    func collections(_ recorded: [RecordedCollection], freed: [Int]) -> [RunSummary.Collection] {
        recorded.map { recorded in
            var collection = recorded.collection
            for object in freed[recorded.freed] where !times.isEmpty && times[object].moment > 0 {
                let age = max(0, collection.seq - times[object].moment)
                collection.garbageEvents += age
                collection.longestGarbage = max(collection.longestGarbage, age)
            }
            collection.freed = recorded.freed.count
            return collection
        }
    }
}

/// A collection as the first reading sees it.
struct RecordedCollection {
    /// What its events tell.
    var collection: RunSummary.Collection
    /// Where the objects that died meanwhile stand in the list of all these.
    var freed: Range<Int>

    /// A collection that begins.
    init(_ event: Event, sequence: Int, freedBefore: Int) {
        collection = RunSummary.Collection(
            seq: sequence, cause: CollectionCause(rawValue: event.owner.rawValue), generation: Int(event.count),
            lookedAt: 0, freed: 0, garbageEvents: 0, longestGarbage: 0)
        freed = freedBefore..<freedBefore
    }
}
