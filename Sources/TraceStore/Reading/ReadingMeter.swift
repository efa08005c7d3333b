import Synchronization

/// Counts the events that readers decode, whichever trace, connection or thread they use.
package final class ReadingMeter: Sendable {
    /// Where the traces that are opened in a task count; nil where it is not asked for.
    @TaskLocal package static var current: ReadingMeter?

    private let count = Atomic(0)

    /// Nothing read yet.
    package init() {}

    /// The events decoded so far.
    package var events: Int { count.load(ordering: .relaxed) }

    func add(_ events: Int) { count.add(events, ordering: .relaxed) }
}
