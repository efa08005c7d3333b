import HeapBuilding
import TraceModel

/// Batches with every kind of event, every column at its limits, and names that try to break out.
struct RandomTrace {
    typealias Batch = (events: [Event], names: TraceNames, output: [PrintedOutput])

    private var generator: SeededGenerator
    private var types = 0
    private var fields = 0
    private var sites = 0
    private var events = 0
    private var made: UInt32 = 0

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private static let texts = [
        "", "Node", "변수", "a'b\"c", "x\u{0}y", "line\nline", "\u{1B}[31m", "'); DROP TABLE run; --", "e\u{301}",
    ]

    mutating func batches() -> [Batch] { (0..<Int.random(in: 1...6, using: &generator)).map { _ in batch() } }

    private mutating func batch() -> Batch {
        let names = names()
        var output: [PrintedOutput] = []
        if Bool.random(using: &generator) { output.append(PrintedOutput(sequence: events, text: text())) }
        // On both sides of the rows of one statement (100) and of a reader's chunk (4096).
        let size = [0, 1, 99, 100, 101, 250, 4095, 4096, 4097].randomElement(using: &generator) ?? 0
        let batch = (0..<size).map { _ in event() }
        events += size
        return (batch, names, output)
    }

    private mutating func names() -> TraceNames {
        var names = TraceNames()
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let base = types > 0 && Bool.random(using: &generator) ? TypeID(rawValue: 1) : nil
            types += 1
            names.types.append(TypeDefinition(id: TypeID(rawValue: Int32(types)), name: text(), base: base))
            fields += 1
            let declaring = Bool.random(using: &generator) ? TypeID(rawValue: Int32(types)) : nil
            names.fields.append(
                FieldDefinition(id: FieldID(rawValue: Int32(fields)), name: text(), declaringType: declaring))
            sites += 1
            names.sites.append(
                SiteDefinition(
                    id: SiteID(rawValue: UInt32(sites)), file: text(), line: sites, column: 0, function: text(),
                    statement: text()))
        }
        return names
    }

    private mutating func text() -> String { Self.texts.randomElement(using: &generator) ?? "" }

    private mutating func event() -> Event {
        let kind = EventKind.allCases.randomElement(using: &generator) ?? .mark
        let holders: [Int32] = [.min, -1, 0, 1, .max]
        let places: [Int32] = [.min, -1, 0, Int32(fields)]
        let objects: [UInt32] = [1, 7, .max]
        let counts: [Int64] = [.min, -1, 0, 1, .max]
        let holder = holders.randomElement(using: &generator) ?? 0
        let place = places.randomElement(using: &generator) ?? 0
        var event = Event(
            kind, object: ObjectID(rawValue: objects.randomElement(using: &generator) ?? 1),
            count: counts.randomElement(using: &generator) ?? 0,
            owner: OwnerID(rawValue: holder), field: FieldID(rawValue: place),
            site: SiteID(rawValue: UInt32.random(in: 0...UInt32(sites), using: &generator)))
        switch kind {
        case .allocate:
            made += 1
            event.object = ObjectID(rawValue: made)
            event.count = max(event.count, 0)
            event.owner = OwnerID(rawValue: Int32.random(in: 1...Int32(types), using: &generator))
            event.field = FieldID(rawValue: Int32.random(in: 1...7, using: &generator))
        case .collectionBegan, .collectionEnded, .statement, .iteration, .mark:
            if Bool.random(using: &generator) { event.object = .none }
        default: break
        }
        return event
    }
}
