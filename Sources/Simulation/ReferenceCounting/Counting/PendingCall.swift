/// Code of the program that must run before a cascade of deinits can go on.
public enum PendingCall: Sendable {
    /// The finalizer (`__del__`) of an object, which has one reference for as long as the call runs.
    case finalizer(Handle)
    /// The callback of this weak reference object, whose referent is gone.
    case callback(Handle)
    /// What ``SimulatedHeap/deferWork(_:)`` put off under this number; its turn has come.
    case deferWork(Int)
}
