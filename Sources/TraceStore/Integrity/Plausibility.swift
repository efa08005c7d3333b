import TraceModel

// What stored figures can be. Renderers add, subtract and divide them, so that a figure of no recording must
// not get that far, even where every checksum is right.

/// Above any figure of a recording, and low enough that the sums of many cannot overflow.
private let largestFigure = 1 << 48

private func arePlausible(_ figures: Int?...) -> Bool { figures.allSatisfy { (0...largestFigure).contains($0 ?? 0) } }

extension RunSummary {
    /// Whether the figures can be those of a run.
    var isPlausible: Bool {
        byKind.values.allSatisfy(\.isPlausible) && instances.isPlausible
            && arePlausible(bytes.allocated, bytes.peak, bytes.leaked, bytes.peakWithoutGarbage)
            && arePlausible(peakInstances, deadWeakReads, output?.lines)
            && iterations.allSatisfy { arePlausible($0.liveObjects, $0.liveBytes, $0.residentBytes) }
            && collections.allSatisfy { arePlausible($0.seq, $0.lookedAt, $0.freed, $0.longestGarbage) }
            && collections.allSatisfy { $0.garbageEvents >= 0 }
            // A sum over objects of their ages in events may be larger than any other figure.
            && collections.reduce(0) { $0 + Double($1.garbageEvents) } < 0x1p62
    }
}

extension RunSummary.Counts {
    fileprivate var isPlausible: Bool {
        arePlausible(allocated, deinitialized, collected, leaked) && deinitialized + collected + leaked <= allocated
    }
}

extension Finding {
    /// Whether the figures can be those of a cycle.
    var isPlausible: Bool {
        arePlausible(left, collected, objectsInCycle, objectsKept, retainedBytes)
            && arePlausible(exclusiveObjects, exclusiveBytes, grownObjects, grownBytes)
            && [closedBy, orphanedBy, orphanedThrough].allSatisfy { arePlausible($0?.line, $0?.seq) }
            && (!path.isEmpty || kind == .growth) && arePlausible(growth?.passes)
            && path.count <= Self.mostSteps && length >= path.count && arePlausible(length)
            && path.allSatisfy { arePlausible($0.count, $0.born?.line, $0.born?.seq) }
    }
}

extension RunFigures {
    /// Whether the figures can be those of a run.
    static func arePlausible(_ figures: [Int]) -> Bool { figures.allSatisfy { (0...largestFigure).contains($0) } }
}
