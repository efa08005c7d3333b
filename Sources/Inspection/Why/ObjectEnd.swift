import LeakAnalysis
import TraceModel

/// How an object came to its end, found by one look backwards that stops as soon as it is told.
struct ObjectEnd {
    /// The event that freed it; nil for one that was not freed.
    private(set) var died: (seq: Int, event: Event)?
    /// The event that took the reference which went last, or else the one that released it; nil where there is none.
    private(set) var lastHolding: (seq: Int, event: Event)?
    /// The release that began its death: its own last one, or that of whatever held it and died first.
    private(set) var cause: Int?

    /// The release that went last.
    private var last: (seq: Int, event: Event)?
    /// Releases of the place that the last one let go of, to be met by their stores.
    private var stores = 0
    /// The release whose owner may have been dying, and whether it was: nil before that is known.
    private var open: (seq: Int, owner: ObjectID)?
    private var isOwnerDying = false
    private var isCauseKnown = false

    /// Looks for the end of an object.
    init(of object: ObjectID, in trace: any Trace) throws {
        for place in trace.batches.indices.reversed() {
            let span = trace.batches[place].objects
            guard span.mayContain(object) || open.map({ span.mayContain($0.owner) }) ?? false else { continue }
            try trace.readBackwards(from: trace.batches[place].events.upperBound) { first, events in
                for (offset, event) in events.enumerated().reversed() where !isDone {
                    apply(event, sequence: first + offset, object)
                }
                return false
            }
            if isDone { return }
        }
    }

    private var isDone: Bool { isCauseKnown && (lastHolding != nil || last == nil) }

    private mutating func apply(_ event: Event, sequence: Int, _ object: ObjectID) {
        if event.object == object { applyOwn(event, sequence: sequence) }
        guard let open, event.object == open.owner, sequence < open.seq, event.isAboutItsObject else { return }
        follow(event, sequence: sequence)
    }

    private mutating func applyOwn(_ event: Event, sequence: Int) {
        switch event.kind {
        case .deinitialize where died == nil:
            died = (sequence, event)
        case .release where last == nil:
            last = (sequence, event)
            beginCause(sequence, event)
        case .release where isSamePlace(event):
            stores += 1
        case .retain where last != nil && lastHolding == nil && isSamePlace(event):
            if stores == 0 { lastHolding = (sequence, event) } else { stores -= 1 }
        case .allocate:
            lastHolding = lastHolding ?? last
            isCauseKnown = true
        default:
            break
        }
    }

    private func isSamePlace(_ event: Event) -> Bool {
        event.owner == last?.event.owner && event.field == last?.event.field
    }

    private mutating func beginCause(_ sequence: Int, _ event: Event) {
        cause = sequence
        open = event.owner.object.map { (sequence, $0) }
        isOwnerDying = false
        isCauseKnown = open == nil
    }

    /// The first event about the owner, going back, tells whether it was dying: its deinit comes before it lets go.
    private mutating func follow(_ event: Event, sequence: Int) {
        if isOwnerDying {
            if event.kind == .release { beginCause(sequence, event) }
        } else if event.kind == .deinitialize {
            isOwnerDying = true
        } else {
            isCauseKnown = true
            open = nil
        }
    }
}
