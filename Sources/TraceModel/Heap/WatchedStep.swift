/// What one statement of a program did to the few objects that are watched.
public struct WatchedStep: Equatable, Sendable {
    /// Something that is different after it.
    public enum Effect: Equatable, Sendable {
        /// An object is watched from here on.
        case watched(LiveObject)
        /// An object has this strong count now.
        case count(ObjectID, Int)
        /// An object refers to another, as it did not before.
        case gained(Reference)
        /// It does no longer.
        case lost(Reference)
        /// An object was freed, or is not watched any more.
        case gone(ObjectID)
    }

    /// Its number in the run.
    public var number: Int
    /// The statement; `.none` where nobody knows which it was.
    public var site: SiteID
    /// The function that ended, called by the statement; nil for what the statement itself did.
    public var returned: String?
    /// What is different.
    public var effects: [Effect] = []

    /// A statement of which nothing is known yet.
    public init(number: Int, site: SiteID, returned: String? = nil) {
        self.number = number
        self.site = site
        self.returned = returned
    }
}

/// A type of objects to watch, as a source calls it.
public struct WatchedType: Hashable, Comparable, Sendable {
    /// The module; nil where there is none.
    public var module: String?
    /// `function`, `frame`; nil for instances of the class ``name``.
    public var word: String?
    /// The qualified name.
    public var name: String

    /// The type of a definition.
    public init(_ type: TypeDefinition) { (module, word, name) = (type.module, type.word, type.name) }

    /// Its parts, `-` for nothing.
    public var columns: [String] { [module ?? "-", word ?? "-", name] }

    /// Orders by the parts.
    public static func < (left: WatchedType, right: WatchedType) -> Bool {
        left.columns.lexicographicallyPrecedes(right.columns)
    }
}

/// What to watch in another run of a program, to learn what closes its rings.
public struct WatchList: Equatable, Sendable {
    /// Types on rings, of whose objects some are watched: one for each ring that it lies on.
    public var made: [WatchedType] = []
    /// Types of objects that are watched where one of the others leads there.
    public var near: [WatchedType] = []

    /// Nothing to watch.
    public init() {}

    /// Adds what another list has.
    public mutating func add(_ other: WatchList) {
        made += other.made
        near += other.near
    }
}
