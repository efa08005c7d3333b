/// Makes texts that are nearly programs or streams.
struct Mutator {
    private let corpus: Corpus
    private var random: SplitMix64

    init(_ corpus: Corpus, seed: UInt64) {
        self.corpus = corpus
        random = SplitMix64(seed: seed)
    }

    /// A program of the corpus, or some of its lines, changed in one to six places; or a stream, changed in one or two.
    mutating func text() -> [UInt8] {
        var text = pick(corpus.programs)
        guard corpus.language == .programs else {
            for _ in 0..<Int.random(in: 1...2, using: &random) { changeStream(&text) }
            return text
        }
        if chance(of: 2) { text = lines(of: text) }
        for _ in 0..<Int.random(in: 1...6, using: &random) { change(&text) }
        return text
    }

    private mutating func change(_ text: inout [UInt8]) {
        switch Int.random(in: 0..<11, using: &random) {
        case 0: flipBits(&text)
        case 1: text.replaceSubrange(range(in: text, atMost: 1), with: [UInt8.random(in: 0...255, using: &random)])
        case 2: text.removeSubrange(range(in: text, atMost: 60))
        case 3: text.removeLast(Int.random(in: 0...text.count / 2, using: &random))
        case 4: repeatSome(&text)
        case 5, 6: spliceTokens(&text)
        case 7: insert(lines(of: pick(corpus.programs)), into: &text)
        case 8: insert(Array(pick(Self.snippets).utf8), into: &text)
        case 9: indent(&text)
        default: nest(&text)
        }
    }

    /// A stream ends at the first rule that it breaks, so that most of these changes break none at its beginning.
    private mutating func changeStream(_ text: inout [UInt8]) {
        var lines = text.split(separator: UInt8(ascii: "\n"))
        guard let place = lines.indices.dropFirst().randomElement(using: &random) else { return }
        switch Int.random(in: 0..<7, using: &random) {
        case 0: lines.remove(at: place)
        case 1: lines.insert(lines[place], at: place)
        case 2: lines.swapAt(place, Int.random(in: 1..<lines.count, using: &random))
        case 3:
            let others = pick(corpus.programs).split(separator: UInt8(ascii: "\n"))
            lines.insert(others.randomElement(using: &random) ?? [], at: place)
        case 4: return flipBits(&text)
        default:
            var columns = lines[place].split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            columns[Int.random(in: columns.indices, using: &random)] = ArraySlice(pick(Self.columns).utf8)
            lines[place] = ArraySlice(columns.joined(separator: [UInt8(ascii: "\t")]))
        }
        text = Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    }

    private static let columns = [
        "-", "", "0", "1", "2", "3", "7", "-1", "2147483647", "2147483648", "9223372036854775807",
        "9223372036854775808",
        "yes", "no", "automatic", "program", "subject", "leaf", "connector", "Node", "\\", "\\t", "\\u{110000}",
    ]

    private mutating func flipBits(_ text: inout [UInt8]) {
        guard !text.isEmpty else { return }
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            text[Int.random(in: text.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
    }

    private mutating func repeatSome(_ text: inout [UInt8]) {
        let some = Array(text[range(in: text, atMost: 40)])
        insert(repeated(some, atMost: 300), into: &text)
    }

    /// Puts some tokens of any program into the place of some others.
    private mutating func spliceTokens(_ text: inout [UInt8]) {
        let tokens = pick(corpus.tokens)
        let some = tokens[range(in: tokens, atMost: 12)].joined()
        text.replaceSubrange(range(in: text, atMost: 12), with: some)
    }

    /// Takes blanks away from a line, or gives it some.
    private mutating func indent(_ text: inout [UInt8]) {
        let ends = text.indices.filter { text[$0] == UInt8(ascii: "\n") }
        guard let end = ends.randomElement(using: &random) else { return }
        if chance(of: 2) {
            text.insert(contentsOf: repeated(Array(pick([" ", "    ", "\t"]).utf8), atMost: 4), at: end + 1)
        } else {
            let blanks = text[(end + 1)...].prefix { $0 == UInt8(ascii: " ") }
            text.removeSubrange(blanks.prefix(Int.random(in: 0...blanks.count, using: &random)).indices)
        }
    }

    /// Puts something into itself again and again, and closes it half of the time.
    private mutating func nest(_ text: inout [UInt8]) {
        let (open, close) = pick(Self.nesting)
        let depth = chance(of: 50) ? 20_000 : Int.random(in: 1...250, using: &random)
        let closing = chance(of: 2) ? Array(repeatElement(Array(close.utf8), count: depth).joined()) : []
        insert(Array(repeatElement(Array(open.utf8), count: depth).joined()) + closing, into: &text)
    }

    private mutating func insert(_ some: [UInt8], into text: inout [UInt8]) {
        text.insert(contentsOf: some, at: Int.random(in: 0...text.count, using: &random))
    }

    private mutating func repeated(_ some: [UInt8], atMost times: Int) -> [UInt8] {
        Array(repeatElement(some, count: Int.random(in: 1...times, using: &random)).joined())
    }

    /// Some lines that follow each other.
    private mutating func lines(of text: [UInt8]) -> [UInt8] {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let some = lines[range(in: lines, atMost: 12)]
        return Array(some.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    }

    private mutating func range<Item>(in items: [Item], atMost count: Int) -> Range<Int> {
        let start = Int.random(in: 0...items.count, using: &random)
        return start..<min(items.count, start + Int.random(in: 0...count, using: &random))
    }

    private mutating func chance(of many: Int) -> Bool { Int.random(in: 0..<many, using: &random) == 0 }

    private mutating func pick<Item>(_ items: [Item]) -> Item {
        items[Int.random(in: items.indices, using: &random)]
    }
}
