/// The live objects of a moment, and how they hold each other.
public struct HeapSnapshot: Equatable, Sendable {
    /// The objects, by id.
    public var objects: [LiveObject]
    /// The references that objects hold, strong and weak, by their owner's id, then in the order of the owner.
    public var references: [Reference]
    /// The references of what holds without being held, as far as the source sees it: names and temporaries.
    public var roots: [Reference]

    /// Collects the parts.
    public init(objects: [LiveObject] = [], references: [Reference] = [], roots: [Reference] = []) {
        self.objects = objects
        self.references = references
        self.roots = roots
    }
}

/// An object that is alive at a moment.
///
/// A million of them stand side by side: what is small stands together, so that one takes 40 bytes.
public struct LiveObject: Equatable, Sendable {
    /// Its id in the run.
    public var id: ObjectID
    /// Its type.
    public var type: TypeID
    /// Where it was made; `.none` where the source cannot know it, or tells it with the object's birth.
    public var site = SiteID.none
    /// The number of its label; 0 for none.
    private var number: UInt32 = 0
    /// Its size.
    public var bytes: Int
    /// Its strong count; nil where the source cannot know it.
    public var strongCount: Int?
    /// What sort it is.
    public var kind: ObjectKind

    /// How many of its type the run had made, from 1; nil where the source cannot know it, or tells it with its birth.
    public var ordinal: Int? {
        get { number == 0 ? nil : Int(number) }
        set { number = newValue.flatMap(UInt32.init(exactly:)) ?? 0 }
    }

    /// Describes an object.
    public init(id: ObjectID, kind: ObjectKind, type: TypeID, bytes: Int, strongCount: Int?) {
        self.id = id
        self.kind = kind
        self.type = type
        self.bytes = bytes
        self.strongCount = strongCount
    }
}
