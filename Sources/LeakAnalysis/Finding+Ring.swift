public import TraceModel

extension Finding {
    /// The ring without objects, slot by slot: the same for every ring with this fingerprint.
    ///
    /// It is the shortest part whose repetition is the whole ring, from its least rotation on.
    ///
    /// O(n) in the ring's references.
    public var ring: [String] {
        let slots = path.map { $0.slot.field.isEmpty ? "\($0.type)\($0.field)" : $0.slot.description }
        let part = Array(slots.prefix(Rotation.period(slots)))
        let start = Rotation.least(part)
        return Array(part[start...] + part[..<start])
    }

    /// How many instances these components keep from being freed: their members, and what hangs on them.
    public var keptObjects: Int {
        let (sum, isTooMuch) = objectsInCycle.addingReportingOverflow(objectsKept)
        return isTooMuch ? .max : sum
    }
}
