import TraceModel

/// Where the code of a log stands: of each call stack the innermost function that is the program's own, and its line.
struct LoggedCode {
    /// The sites, and a field for each function.
    private(set) var names = TraceNames()
    private var places: [UInt16: (site: SiteID, function: FieldID)] = [:]
    private var sites: [Site: SiteID] = [:]
    private var functions: [String: FieldID] = [:]

    private struct Site: Hashable {
        var file: String
        var line: Int
        var function: String
    }

    /// The place of a call stack; what no code of the program's did, or nobody knows the place of, has neither.
    subscript(_ stack: UInt16) -> (site: SiteID, function: FieldID) { places[stack] ?? (.none, .temporary) }

    /// Finds the places of the call stacks of a log.
    init(_ log: EventLog) {
        let (stacks, releasing, images) = (log.stacks, log.releasingStacks, log.images)
        let symbols = Symbolicator(Set(stacks.values.joined()), in: images)
        let programs = ProgramImages(stacks.values.joined(), symbols, images)
        let calls = stacks.sorted { $0.key < $1.key }.compactMap { number, stack in
            OwnCall(stack, isRelease: releasing.contains(number), symbols, programs).map { (number, $0) }
        }
        let neighbours = Symbolicator(Set(calls.flatMap { $1.neighbours }), in: images)
        var sources = SourceLines()
        for (number, call) in calls {
            let place = call.isOfLine ? call.place : call.nearestPlace(neighbours)
            places[number] = (place.map { site(sources.site(of: $0)) } ?? .none, field(call.function))
        }
    }

    private mutating func site(_ site: SiteDefinition) -> SiteID {
        let key = Site(file: site.file, line: site.line, function: site.function)
        if let known = sites[key] { return known }
        var site = site
        site.id = SiteID(rawValue: UInt32(names.sites.count + 1))
        names.sites.append(site)
        sites[key] = site.id
        return site.id
    }

    private mutating func field(_ function: String) -> FieldID {
        if let known = functions[function] { return known }
        let field = FieldID(rawValue: Int32(names.fields.count + 1))
        names.fields.append(FieldDefinition(id: field, name: function))
        functions[function] = field
        return field
    }
}

/// The innermost frame of a call stack that is the program's own.
private struct OwnCall {
    let address: UInt
    let place: Symbolicator.Place
    /// The function as it was compiled: only some of the code that is inlined into it says what it was.
    private let outermost: Symbolicator.Place
    private let isRelease: Bool

    init?(_ stack: [UInt], isRelease: Bool, _ symbols: Symbolicator, _ programs: ProgramImages) {
        for address in stack {
            let places = symbols[address]
            let own = places.first { $0.isOfProgram || $0.isOfFunction && programs.contain(address) }
            guard let own, let last = places.last else { continue }
            (self.address, place, outermost) = (address, own, last.isOfFunction ? last : own)
            self.isRelease = isRelease
            return
        }
        return nil
    }

    var function: String { outermost.function }

    var isOfLine: Bool { place.line > 0 }

    /// Addresses next to it, the nearest first; none where its own line is known.
    ///
    /// Code that the compiler put between two statements belongs to no line. A reference is taken for what comes next, and
    /// let go behind what it was for: the line of that is told.
    var neighbours: [UInt] {
        isOfLine ? [] : stride(from: 1, through: 95, by: 2).map { isRelease ? address &- 5 &- $0 : address &+ $0 }
    }

    /// The line of the code next to it.
    func nearestPlace(_ symbols: Symbolicator) -> Symbolicator.Place? {
        for address in neighbours where symbols[address].last?.symbol == outermost.symbol {
            if let place = symbols[address].first(where: \.isOfProgram) { return place }
        }
        return nil
    }
}

/// The files of a process that its own code stands in: those of which lines are known.
private struct ProgramImages {
    private let images: [CodeImage]

    init(_ addresses: some Sequence<UInt>, _ symbols: Symbolicator, _ all: [CodeImage]) {
        var found: Set<UInt> = []
        for address in addresses where symbols[address].contains(where: { $0.isOfProgram && $0.isOfFunction }) {
            if let image = all.first(where: { $0.begin <= address && address < $0.end }) { found.insert(image.begin) }
        }
        images = all.filter { found.contains($0.begin) }
    }

    func contain(_ address: UInt) -> Bool { images.contains { $0.begin <= address && address < $0.end } }
}
