public import TraceModel

/// One weak reference: an element of the list of its referent's, and of the holder's slot.
struct WeakEntry: BitwiseCopyable {
    /// The referent's handle; ``cleared`` once it died.
    var referent: UInt32
    /// The referent's id, which outlives it.
    var referentID: UInt32
    /// Older and newer references to the same referent; 0 for none.
    var next: UInt32
    var previous: UInt32
    /// Who holds it.
    var owner: Int32
    var field: Int32
    /// The weak reference object, where one holds it; ``noObject`` for a weak slot.
    var object: UInt32
    var hasCallback: Bool
    /// Whether it has no events: it is how a cell follows a variable.
    var isSilent = false
    /// What the referent's label was made of, and where it died; known once it did.
    var deadType: Int32 = 0
    var deadOrdinal: UInt32 = 0
    var deathSite: UInt32 = 0

    static let cleared = UInt32.max
    static let noObject = UInt32.max

    var isAlive: Bool { referent != Self.cleared }
}

/// What a weak reference referred to before that died.
public struct DeadReferent: Equatable, Sendable {
    /// Its id in the recording.
    public var id: ObjectID
    /// `Type#k`.
    public var label: String
    /// The statement in which it died.
    public var site: SiteID
}
