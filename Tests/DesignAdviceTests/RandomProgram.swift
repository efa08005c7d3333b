import HeapBuilding

/// A random object program without finalizers: makes objects, links them, reads along the links, and drops names.
///
/// The generator keeps a model of the strong design, so that every read it writes finds an object there.
struct RandomProgram {
    private var random: SeededGenerator
    private var lines: [String] = []
    private var names: [String: Int] = [:]
    private var fields: [[String: Int]] = []
    private var items: [[Int]] = []

    /// The program's text.
    var text: String { (Self.header + lines).joined(separator: "\n") + "\n" }

    private static let header = ["A", "B"].flatMap { type in
        ["class \(type):", "    def __init__(self, tag):", "        self.tag = tag", "        self.items = []", ""]
    }
    private static let fieldNames = ["next", "prev", "peer"]

    /// The program of a seed.
    init(seed: UInt64, statements: Int = 24) {
        random = SeededGenerator(seed: seed)
        for _ in 0..<3 { make() }
        for _ in 0..<statements { step() }
        for name in names.keys.sorted() { lines.append("\(name) = None") }
    }

    private mutating func step() {
        switch random.below(10) {
        case 0, 1: make()
        case 2, 3, 4: link()
        case 5: append()
        case 6, 7: read()
        case 8: rename()
        default: drop()
        }
    }

    private mutating func make() {
        let name = "v\(random.below(6))"
        lines.append("\(name) = \(random.below(2) == 0 ? "A" : "B")(\(fields.count))")
        names[name] = fields.count
        fields.append([:])
        items.append([])
    }

    private mutating func pick() -> (name: String, object: Int)? {
        let sorted = names.keys.sorted()
        guard !sorted.isEmpty else { return nil }
        let name = sorted[random.below(sorted.count)]
        return names[name].map { (name, $0) }
    }

    private mutating func link() {
        guard let owner = pick(), let target = pick() else { return }
        let field = Self.fieldNames[random.below(3)]
        lines.append("\(owner.name).\(field) = \(target.name)")
        fields[owner.object][field] = target.object
    }

    private mutating func append() {
        guard let owner = pick(), let target = pick() else { return }
        lines.append("\(owner.name).items.append(\(target.name))")
        items[owner.object].append(target.object)
    }

    /// A way from a name over at most three links.
    private mutating func path() -> (text: String, object: Int)? {
        guard var place = pick().map({ (text: $0.name, object: $0.object) }) else { return nil }
        for _ in 0..<random.below(4) {
            let ways = fields[place.object].sorted { $0.key < $1.key }
            let choice = random.below(ways.count + 1)
            if choice < ways.count {
                place = ("\(place.text).\(ways[choice].key)", ways[choice].value)
            } else if let first = items[place.object].first {
                place = ("\(place.text).items[0]", first)
            }
        }
        return place
    }

    private mutating func read() {
        if let place = path() { lines.append("print(\(place.text).tag)") }
    }

    private mutating func rename() {
        guard let place = path() else { return }
        let name = "v\(random.below(6))"
        lines.append("\(name) = \(place.text)")
        names[name] = place.object
    }

    private mutating func drop() {
        guard let owner = pick() else { return }
        lines.append("\(owner.name) = None")
        names[owner.name] = nil
    }
}

extension SeededGenerator {
    fileprivate mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
