/// What an event tells.
///
/// The raw values are stored in `event.kind` and never change their meaning.
public enum EventKind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    /// An object came into being, with a strong count of 0.
    case allocate = 1
    /// A holder took a strong reference.
    case retain = 2
    /// A holder let a strong reference go.
    case release = 3
    /// An object was freed.
    case deinitialize = 4
    /// A holder took a weak reference.
    case weakMade = 5
    /// A weak reference was read: `count` 1 found the object alive, 0 found nothing.
    case weakRead = 6
    /// A weak reference was cleared because its object died.
    case weakCleared = 7
    /// A holder let a weak reference go while its object lived.
    case weakDropped = 8
    /// A collection began; `count` is its generation.
    case collectionBegan = 9
    /// A collection ended; `count` is how many objects it freed.
    case collectionEnded = 10
    /// A statement begins; `count` is its depth, 0 for a top-level statement.
    case statement = 11
    /// An iteration of the program's loop ended; `count` is its number, from 1.
    case iteration = 12
    /// The run reached one of its three end marks; `count` is an ``EndMark``.
    case mark = 13

    /// The name that `event_detail` and JSON show.
    public var name: String {
        switch self {
        case .allocate: "allocate"
        case .retain: "retain"
        case .release: "release"
        case .deinitialize: "deinit"
        case .weakMade: "weak made"
        case .weakRead: "weak read"
        case .weakCleared: "weak cleared"
        case .weakDropped: "weak dropped"
        case .collectionBegan: "collection began"
        case .collectionEnded: "collection ended"
        case .statement: "statement"
        case .iteration: "iteration"
        case .mark: "mark"
        }
    }
}

/// The three moments at which a run's heap is judged, in this order.
public enum EndMark: Int64, CaseIterable, Sendable {
    /// The last statement ran; everything is at rest.
    case programEnd = 1
    /// The program's data names were set to None; what is unreachable now has leaked.
    case namesDropped = 2
    /// One more collection ran; it shows what a collector could still free.
    case finalCollection = 3

    /// The name that people read.
    public var name: String {
        switch self {
        case .programEnd: "program end"
        case .namesDropped: "names dropped"
        case .finalCollection: "final collection"
        }
    }
}

/// Why a collection began; stored in the `owner` column of ``EventKind/collectionBegan``.
public enum CollectionCause: Int32, CaseIterable, Sendable, Codable {
    /// A collector's threshold was passed.
    case threshold = 1
    /// The program called `gc.collect()`.
    case called = 2
    /// The run's final collection.
    case final = 3

    /// The name that `event_detail` and JSON show.
    public var name: String {
        switch self {
        case .threshold: "threshold"
        case .called: "called"
        case .final: "final"
        }
    }
}
