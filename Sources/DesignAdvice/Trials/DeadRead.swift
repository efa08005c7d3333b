public import TraceModel

/// A weak slot was read after its object had died: something still needed it.
public struct DeadRead: Equatable, Sendable {
    /// The label of what died.
    public var object: String
    /// The label of the object whose slot was read.
    public var owner: String
    /// Where it died; nil where the events do not tell.
    public var died: Finding.Moment?
    /// Whether a collection freed it.
    public var diedInCollection: Bool
    /// Where it was needed; nil where the events do not tell.
    public var needed: Finding.Moment?
}

/// An object died although the program could still reach it in the strong design.
public struct EarlyDeath: Equatable, Sendable {
    /// The label of what died.
    public var object: String
    /// Where it died; nil where the events do not tell.
    public var died: Finding.Moment?
}

/// A statement that reads a weak slot, and finds its object for as long as something else holds it.
public struct WeakReader: Equatable, Sendable {
    /// The statement.
    public var moment: Finding.Moment
    /// How often it read.
    public var reads: Int
}
