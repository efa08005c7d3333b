import TraceModel

/// The collector: when a collection is due, and which generation it looks at.
extension SimulatedHeap {
    /// Whether the collector wants to run; the interpreter asks where CPython would.
    @inline(__always)
    public var isCollectionDue: Bool { collectionIsDue }

    /// Turns the collector on or off, as `gc.enable()` and `gc.disable()` do.
    public mutating func setCollectorEnabled(_ isEnabled: Bool) { collector.isEnabled = isEnabled }

    /// Runs the collection that is due.
    ///
    /// Code of the program may have to run when this returns.
    public mutating func collectDue() {
        collectionIsDue = false
        guard collector.isEnabled, collection == nil else { return }
        if case .memory = collector.collector {
            guard liveBytes > collector.nextBytes else { return }
            collect(generation: 2, cause: .threshold)
        } else if let generation = collector.dueGeneration {
            collect(generation: generation, cause: .threshold)
        }
    }

    /// An object was allocated that the collector counts.
    mutating func noteAllocation(_ index: UInt32, _ header: ObjectHeader) {
        if case .memory = collector.collector {
            if liveBytes > collector.nextBytes { collectionIsDue = true }
            return
        }
        guard header.kind != .array else { return }
        young.append(YoungObject(index: index, id: header.id))
        collector.counts.young += 1
        if collector.dueGeneration != nil { collectionIsDue = true }
    }

    /// An object was freed that the collector counts.
    mutating func noteDeinit(_ kind: ObjectKind) {
        if kind != .array, collector.counts.young > 0 { collector.counts.young -= 1 }
    }

    /// The objects that a collection of a generation looks at.
    func candidates(of generation: Int) -> [UInt32] {
        var candidates: [UInt32] = []
        guard generation < 2 else {
            for index in 0..<headers.count where isCandidate(headers[index]) { candidates.append(UInt32(index)) }
            return candidates
        }
        if generation == 1 { appendCandidates(of: middle, to: &candidates) }
        appendCandidates(of: young, to: &candidates)
        return candidates
    }

    private func appendCandidates(of objects: borrowing GrowableBuffer<YoungObject>, to candidates: inout [UInt32]) {
        for place in 0..<objects.count {
            let object = objects[place]
            let header = headers[Int(object.index)]
            if header.id == object.id, isCandidate(header) { candidates.append(object.index) }
        }
    }

    /// Moves the survivors of a collection to the next generation, and counts it.
    mutating func promote(generation: Int, candidates: [UInt32]) {
        guard countsAllocations else { return }
        let survivors = candidates.filter { !headers[Int($0)].flags.contains(.garbage) }
        switch generation {
        case 0:
            collector.counts.middle += 1
            for index in survivors { middle.append(YoungObject(index: index, id: headers[Int(index)].id)) }
        case 1:
            collector.counts.old += 1
            collector.counts.middle = 0
            collector.longLivedPending += survivors.count
            middle.removeAll()
        default:
            collector.counts.middle = 0
            collector.counts.old = 0
            collector.longLivedPending = 0
            collector.longLivedTotal = survivors.count
            middle.removeAll()
        }
        collector.counts.young = 0
        young.removeAll()
    }

    /// Sets the mark that the next collection waits for, after one that looked at everything.
    mutating func raiseMark() {
        if case .memory(let bytes) = collector.collector {
            collector.nextBytes = liveBytes < bytes ? bytes : liveBytes + bytes
        }
    }
}
