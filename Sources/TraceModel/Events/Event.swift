/// One row of a recording: what happened to which object, through which holder, where.
///
/// The columns mean, kind by kind (blank: 0, stored as NULL):
///
/// | kind | object | count | owner | field | site |
/// |---|---|---|---|---|---|
/// | allocate | the new object | its bytes | its type's id | its ``ObjectKind`` | the call |
/// | retain | what is held | strong count afterwards | the holder | the place in the holder | the store |
/// | release | what was held | strong count afterwards | the holder | the place in the holder | the store or drop |
/// | deinit | what died | 0 freed by counting, 1 by a collection | | | where it died |
/// | weak made, weak cleared, weak dropped | the referent | weak references to it afterwards | the holder | the place | where |
/// | weak read | the referent | 1 alive, 0 dead | the holder | the place | the read |
/// | collection began | | generation | ``CollectionCause`` | | where |
/// | collection ended | | objects freed | objects looked at | | where |
/// | statement | | depth, 0 at top level | the frame | | the statement |
/// | iteration | | number, from 1 | | | the loop |
/// | mark | | ``EndMark`` | | | |
///
/// A count that a source cannot know is -1, stored as NULL. Of a source that sees no holders the owner is blank, and the
/// field is the function that took the reference or let it go.
/// The layout is 32 bytes, so that a buffer of events is plain memory.
public struct Event: Equatable, Sendable, BitwiseCopyable {
    /// What the columns below mean, with the table above.
    public var count: Int64
    /// The object that the event is about.
    public var object: ObjectID
    /// The holder, or what the kind says.
    public var owner: OwnerID
    /// The place inside the holder, or what the kind says.
    public var field: FieldID
    /// Where in the source it happened.
    public var site: SiteID
    /// What happened.
    public var kind: EventKind

    /// Makes an event; columns that its kind leaves blank need not be named.
    @inlinable
    public init(
        _ kind: EventKind,
        object: ObjectID = .none,
        count: Int64 = 0,
        owner: OwnerID = .none,
        field: FieldID = .temporary,
        site: SiteID = .none
    ) {
        self.kind = kind
        self.object = object
        self.count = count
        self.owner = owner
        self.field = field
        self.site = site
    }

    /// The count of a source that cannot know it.
    public static let unknownCount: Int64 = -1
}

/// Text that a program printed, placed after the event that was newest when it did.
public struct PrintedOutput: Equatable, Sendable {
    /// The run's own number of that event, from 1; 0 before any.
    public var sequence: Int
    /// What was printed, with its line ends.
    public var text: String

    /// Places `text` after event `sequence`.
    public init(sequence: Int, text: String) {
        self.sequence = sequence
        self.text = text
    }
}
