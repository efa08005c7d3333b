import TraceModel

/// What a stream has defined so far: every number is dense, so that a table is an array.
struct StreamTables {
    /// How many marks there were.
    private(set) var marks = 0
    private var names = TraceNames()
    private var taken = (types: 0, fields: 0, sites: 0)
    /// What is known by addresses of code, until it is handed over.
    private var code = StreamCode()
    /// By object, from 1: its type.
    private var types: [TypeID] = []
    private var watched: Set<ObjectID> = []
    private var gone: Set<ObjectID> = []
    private var lastStep: Int?
    /// The effect of a statement that is under way.
    private var step: WatchedStep?
    /// Objects that are watched before the first statement.
    private var early: [WatchedStep.Effect] = []
    /// The objects of the marks that a later one may call the same.
    private var objects: [Int: Set<ObjectID>] = [:]
    private var oldest = 1
    private var kept = 0

    /// So many objects of earlier marks are kept, the newest marks first.
    private static let mostKept = 4_000_000
    private static let mostObjects = Int(Int32.max)

    /// What was defined since the last call.
    mutating func takeNew(_ locator: (any CodeLocator)?) -> TraceNames {
        code.locate(&names, by: locator)
        var new = TraceNames()
        new.types = Array(names.types[taken.types...])
        new.fields = Array(names.fields[taken.fields...])
        new.sites = Array(names.sites[taken.sites...])
        taken = (names.types.count, names.fields.count, names.sites.count)
        return new
    }

    // MARK: Definitions

    mutating func addType(_ line: StreamLine) throws(StreamError) {
        try line.limit(8)
        try dense(line, after: names.types.count)
        guard let role = TypeRole(rawValue: try line.required(1)) else { throw line.error("has an unknown role") }
        var definition = TypeDefinition(id: TypeID(rawValue: Int32(names.types.count + 1)), name: try line.required(4))
        definition.role = role
        if let word = line.text(2) {
            guard let origin = TypeOrigin(rawValue: word) else { throw line.error("is of an unknown origin") }
            definition.origin = origin
        }
        definition.module = line.text(3)
        definition.word = line.text(5)
        _ = try line.number(7)
        names.types.append(definition)
    }

    mutating func addField(_ line: StreamLine) throws(StreamError) {
        try line.limit(4)
        try dense(line, after: names.fields.count)
        guard let kind = FieldKind(rawValue: try line.required(1)) else { throw line.error("is of an unknown kind") }
        let owner: TypeID? = line.text(2) == nil ? nil : try type(line, 2)
        let needsOwner = kind == .stored || kind == .capture || kind == .local
        guard (owner != nil) == needsOwner else { throw line.error("has the wrong type") }
        names.fields.append(
            FieldDefinition(
                id: FieldID(rawValue: Int32(names.fields.count + 1)), name: try line.required(3), declaringType: owner,
                kind: kind))
    }

    mutating func addSite(_ line: StreamLine) throws(StreamError) {
        try line.limit(5)
        try dense(line, after: names.sites.count)
        let function = line.text(3)
        names.sites.append(
            SiteDefinition(
                id: SiteID(rawValue: UInt32(names.sites.count + 1)), file: line.text(1) ?? "",
                line: try line.number(2) ?? 0, column: 0, function: function ?? SiteDefinition.moduleFunction,
                statement: line.text(4) ?? ""))
    }

    // MARK: Code

    mutating func addImage(_ line: StreamLine) throws(StreamError) { try code.addImage(line) }

    /// A site that is known by return addresses alone.
    mutating func addFrames(_ line: StreamLine) throws(StreamError) {
        try dense(line, after: names.sites.count)
        let id = SiteID(rawValue: UInt32(names.sites.count + 1))
        names.sites.append(SiteDefinition(id: id, file: "", line: 0, column: 0, function: "", statement: ""))
        try code.addFrames(line, place: names.sites.count - 1)
    }

    mutating func addCode(_ line: StreamLine) throws(StreamError) {
        try line.limit(2)
        try code.addCode(line, place: Int(try type(line, 0).rawValue) - 1)
    }

    private func dense(_ line: StreamLine, after count: Int) throws(StreamError) {
        guard try line.requiredNumber(0) == count + 1, count < Self.mostObjects else {
            throw line.error("has a number that is not the last plus one")
        }
    }

    // MARK: Numbers

    func type(_ line: StreamLine, _ place: Int) throws(StreamError) -> TypeID {
        TypeID(rawValue: Int32(try defined(line, place, names.types.count, "type")))
    }

    func optionalField(_ line: StreamLine, _ place: Int) throws(StreamError) -> FieldID {
        guard line.text(place) != nil else { return .temporary }
        return FieldID(rawValue: Int32(try defined(line, place, names.fields.count, "field")))
    }

    func optionalSite(_ line: StreamLine, _ place: Int) throws(StreamError) -> SiteID {
        guard line.text(place) != nil else { return .none }
        return SiteID(rawValue: UInt32(try defined(line, place, names.sites.count, "site")))
    }

    private func defined(
        _ line: StreamLine, _ place: Int, _ count: Int, _ what: String
    ) throws(StreamError) -> Int {
        let number = try line.requiredNumber(place)
        guard number >= 1, number <= count else { throw line.error("names \(what) \(number), which is not defined") }
        return number
    }

    /// What an object of a type counts as: a subject is what a simulated run calls an instance.
    func kind(of type: TypeID) -> ObjectKind {
        switch names.types[Int(type.rawValue) - 1].role {
        case .subject: .instance
        case .leaf: .array
        case .connector, nil: .container
        }
    }

    /// The object of a column: a new one is the last plus one, a known one keeps its type.
    mutating func define(_ line: StreamLine, _ place: Int, type: TypeID) throws(StreamError) -> ObjectID {
        let number = try line.requiredNumber(place)
        if number == types.count + 1, number <= Self.mostObjects {
            types.append(type)
        } else {
            guard number >= 1, number <= types.count else {
                throw line.error("has an object that is not the last plus one")
            }
            guard types[number - 1] == type else { throw line.error("has an object that was of another type") }
        }
        return ObjectID(rawValue: UInt32(number))
    }

    // MARK: Marks

    mutating func finishMark(objects all: Set<ObjectID>) {
        marks += 1
        objects[marks] = all
        kept += all.count
        while kept > Self.mostKept, oldest < marks {
            kept -= objects.removeValue(forKey: oldest)?.count ?? 0
            oldest += 1
        }
    }

    /// The objects of an earlier mark; nil for one that there was not, or that is too long ago.
    func objects(ofMark mark: Int) -> Set<ObjectID>? { objects[mark] }

    // MARK: Watched objects

    mutating func watch(_ line: StreamLine) throws(StreamError) {
        try line.limit(4)
        let type = try type(line, 1)
        let id = try define(line, 0, type: type)
        var object = LiveObject(id: id, kind: kind(of: type), type: type, bytes: 0, strongCount: nil)
        object.site = try optionalSite(line, 2)
        object.ordinal = try line.number(3)
        guard watched.insert(id).inserted else { throw line.error("watches an object a second time") }
        if step == nil { early.append(.watched(object)) } else { step?.effects.append(.watched(object)) }
    }

    /// Begins a statement, and hands over the one before.
    mutating func beginStep(_ line: StreamLine) throws(StreamError) -> WatchedStep? {
        try line.limit(4)
        let number = try line.requiredNumber(0)
        guard number > lastStep ?? -1 else { throw line.error("has a number that does not grow") }
        let how = try line.required(1)
        guard how == "statement" || how == "return" else { throw line.error("happened in an unknown way") }
        let before = takeStep()
        var new = WatchedStep(number: number, site: try optionalSite(line, 2))
        if how == "return" { new.returned = line.text(3) }
        new.effects = early
        early = []
        step = new
        lastStep = number
        return before
    }

    /// The effect of the last statement, which is known by now.
    mutating func takeStep() -> WatchedStep? {
        defer { step = nil }
        return step
    }

    /// Reads how watched objects fared.
    mutating func readWatched(_ line: StreamLine) throws(StreamError) {
        guard step != nil else { throw line.error("stands behind no step") }
        let id = try watchedObject(line, 0)
        switch line.word {
        case "count":
            try line.limit(2)
            step?.effects.append(.count(id, try line.requiredNumber(1)))
        case "gone":
            try line.limit(1)
            gone.insert(id)
            step?.effects.append(.gone(id))
        default:
            try line.limit(3)
            let field = try optionalField(line, 1)
            let reference = Reference(
                owner: OwnerID(id), field: field, owned: try watchedObject(line, 2), isStrong: true)
            step?.effects.append(line.word == "gain" ? .gained(reference) : .lost(reference))
        }
    }

    private func watchedObject(_ line: StreamLine, _ place: Int) throws(StreamError) -> ObjectID {
        let number = try line.requiredNumber(place)
        let id = UInt32(exactly: number).map(ObjectID.init(rawValue:))
        guard let id, watched.contains(id), !gone.contains(id) else {
            throw line.error("names object \(number), which is not watched")
        }
        return id
    }
}
