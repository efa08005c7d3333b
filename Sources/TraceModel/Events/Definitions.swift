/// A row of `type`.
public struct TypeDefinition: Equatable, Sendable {
    /// The id that events use.
    public var id: TypeID
    /// The name in the source.
    public var name: String
    /// The type it inherits from, if that is a type of the program.
    public var base: TypeID?
    /// What its objects are to the reader; nil where each object says so itself, by its kind.
    public var role: TypeRole?
    /// The module, which is a part of its identity and not of its name; nil where there is none.
    public var module: String?
    /// What stands before its name where one of its objects is named: `function`, `class`; nil for instances of a class.
    public var word: String?
    /// Whose it is; nil for what is nobody's, such as a list.
    public var origin: TypeOrigin?

    /// Defines a type.
    public init(id: TypeID, name: String, base: TypeID? = nil) {
        self.id = id
        self.name = name
        self.base = base
    }
}

/// What the objects of a type are to the reader.
public enum TypeRole: String, Sendable {
    /// What the reader thinks in: instances of the program's classes.
    case subject
    /// Not worth telling of: arrays, weak reference objects.
    case leaf
    /// Everything else, folded into the path between subjects.
    case connector
}

/// Whose a type is.
public enum TypeOrigin: String, Sendable {
    /// The user's own code.
    case user
    /// A library's.
    case library
}

/// How an owner holds by a field, and so how the field is shown.
public enum FieldKind: String, Sendable {
    /// Stored in a field of a type: `.parent`.
    case stored
    /// Captured by a function: ` captures self`.
    case capture
    /// A variable of a frame or generator: ` local self`.
    case local
    /// An element, shown as it is written: `['tick']`.
    case element
    /// A part of a connector that a reader of the language knows: `.__self__`.
    case link
    /// A step that is not told.
    case silent
}

/// A row of `field`: a named place that can hold a reference.
public struct FieldDefinition: Equatable, Sendable {
    /// The id that events use.
    public var id: FieldID
    /// The name in the source: a field, a variable, or a dict's key as `['key']`.
    public var name: String
    /// The type whose slot it is; nil for a frame's name and a container's key.
    public var declaringType: TypeID?
    /// How it is held by; nil where the name itself says so.
    public var kind: FieldKind?

    /// Defines a field.
    public init(id: FieldID, name: String, declaringType: TypeID? = nil, kind: FieldKind? = nil) {
        self.kind = kind
        self.id = id
        self.name = name
        self.declaringType = declaringType
    }
}

/// A row of `site`: a place in a source that causes events.
public struct SiteDefinition: Equatable, Sendable {
    /// The id that events use.
    public var id: SiteID
    /// The file as the run named it.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// The column in characters, from 1; 0 where the source does not know it.
    public var column: Int
    /// The function whose code stands there; `<module>` at top level.
    public var function: String
    /// The first line of the statement, trimmed.
    public var statement: String
    /// The function that ends here, ``moduleFunction`` where the program ends; nil for every other place.
    ///
    /// The place is that of its call, and its names are let go.
    public var returned: String?

    /// Defines a site.
    public init(
        id: SiteID, file: String, line: Int, column: Int, function: String, statement: String, returned: String? = nil
    ) {
        self.id = id
        self.file = file
        self.line = line
        self.column = column
        self.function = function
        self.statement = statement
        self.returned = returned
    }

    /// What `function` says at top level.
    public static let moduleFunction = "<module>"
}

/// The names that a run's events use, in the order of their definition.
public struct TraceNames: Equatable, Sendable {
    /// Every type.
    public var types: [TypeDefinition] = []
    /// Every named field.
    public var fields: [FieldDefinition] = []
    /// Every site.
    public var sites: [SiteDefinition] = []

    /// No names yet.
    public init() {}

    /// Whether nothing is defined.
    public var isEmpty: Bool { types.isEmpty && fields.isEmpty && sites.isEmpty }

    /// Adds names that were defined later.
    public mutating func append(_ new: TraceNames) {
        types += new.types
        fields += new.fields
        sites += new.sites
    }
}
