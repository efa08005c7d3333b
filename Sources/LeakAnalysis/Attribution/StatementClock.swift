public import TraceModel

/// Tells, event by event, which of the program's own statements runs, and whether a finalizer runs.
///
/// What `__del__` does happens when an object dies, so it moves when a design changes; the statements of the program
/// itself do not. They are numbered from 1 in the order in which they begin, the same in every run that takes the
/// same way.
public struct StatementClock {
    /// The number of the program's newest statement; 0 before any.
    public private(set) var statement = 0
    /// Whether `__del__`, or something that it calls, runs.
    public var isInFinalizer: Bool { !finalizers.isEmpty }

    private struct Finalizer {
        var depth: Int64
        var frame: OwnerID
        var receiver: ObjectID
    }

    private var finalizerSites: Set<SiteID> = []
    private var finalizers: [Finalizer] = []
    /// The frame that took a reference last for the first time, and what it took: the receiver of a method.
    private var newest: (frame: Int32, object: ObjectID) = (0, .none)

    /// A clock for a run with these names.
    public init(names: TraceNames = TraceNames()) { define(names.sites) }

    /// Adds places that are defined from now on.
    public mutating func define(_ sites: [SiteDefinition]) {
        for site in sites where site.function == "__del__" || site.function.hasSuffix(".__del__") {
            finalizerSites.insert(site.id)
        }
    }

    /// Takes one event in; O(1).
    ///
    /// - Returns: whether a statement of the program itself begins.
    @discardableResult
    public mutating func apply(_ event: Event) -> Bool {
        switch event.kind {
        case .statement:
            while let last = finalizers.last, event.count < last.depth { finalizers.removeLast() }
            if finalizerSites.contains(event.site), finalizers.last?.frame != event.owner {
                let receiver = newest.frame == event.owner.rawValue ? newest.object : .none
                finalizers.append(Finalizer(depth: event.count, frame: event.owner, receiver: receiver))
            }
            guard finalizers.isEmpty else { return false }
            statement += 1
            return true
        case .retain where event.owner.rawValue < newest.frame:
            newest = (event.owner.rawValue, event.object)
            return false
        case .release where !finalizers.isEmpty:
            endFinalizer(event)
            return false
        case .mark:
            finalizers.removeAll()
            return false
        default:
            return false
        }
    }

    /// The caller of a finalizer lets its receiver go when the call is over: then the statement that was
    /// interrupted goes on.
    private mutating func endFinalizer(_ event: Event) {
        guard let last = finalizers.last, event.object == last.receiver, event.field == .temporary,
            event.owner.rawValue <= 0, event.owner.rawValue > last.frame.rawValue
        else { return }
        finalizers.removeLast()
    }
}
