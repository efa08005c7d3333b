public import TraceModel

extension Finding {
    /// How many instances these components keep from being freed: their members, and what hangs on them.
    public var keptObjects: Int {
        let (sum, isTooMuch) = objectsInCycle.addingReportingOverflow(objectsKept)
        return isTooMuch ? .max : sum
    }
}
