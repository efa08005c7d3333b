import Testing

@testable import Reporting

@Suite struct DisplayTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("a\nb", "a\\nb"), ("a\r\nb", "a\\r\\nb"), ("\t", "\\t"), ("\u{1B}[31m", "\\u{1B}[31m"),
        ("\u{0}", "\\u{0}"), ("\u{7F}", "\\u{7F}"), ("\u{9B}", "\\u{9B}"),
        ("a\u{202E}b", "a\\u{202E}b"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"), ("\u{61C}", "\\u{61C}"),
        ("a\u{200B}b", "a\\u{200B}b"), ("\u{FEFF}", "\\u{FEFF}"), ("\u{AD}", "\\u{AD}"),
        ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"), ("\u{E0041}", "\\u{E0041}"), ("\u{FFFF}", "\\u{FFFF}"),
        ("\\n stays", "\\n stays"), ("역전파 \"é\" 👍", "역전파 \"é\" 👍"),
    ])
    func `what is invisible or moves things is spelt out, and nothing else`(_ text: String, _ expected: String) {
        #expect(DisplayText.escape(text) == expected)
        #expect(DisplayText.escape(expected) == expected)
    }

    @Test func `a mark needs a base, and a base carries thirty at most`() {
        #expect(DisplayText.escape("\u{301}a") == "\\u{301}a")
        #expect(DisplayText.escape("e\u{301}") == "e\u{301}")
        let tower = DisplayText.escape("a" + String(repeating: "\u{301}", count: 32))
        #expect(tower == "a" + String(repeating: "\u{301}", count: 30) + "\\u{301}\\u{301}")
        #expect(DisplayText.escape("\n\u{301}") == "\\n\\u{301}")
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("ｱ", 1),
        ("Ａ", 2), ("日本語", 6), ("👍", 2), ("│├→…", 4), ("\u{1F1F0}", 1), ("\u{20000}", 2), ("☎", 1), ("⌚", 2),
    ])
    func `cells are those of the standard's East Asian Width`(_ text: String, _ cells: Int) {
        #expect(DisplayText.width(text) == cells)
    }

    @Test func `the wide ranges ascend and lie apart, as the search needs`() {
        let ranges = DisplayText.wideRanges
        for range in ranges { #expect(range.first <= range.last) }
        for (left, right) in zip(ranges, ranges.dropFirst()) { #expect(left.last < right.first) }
    }

    @Test func `what is unassigned among the Korean vowels and finals is no mark`() {
        #expect(DisplayText.escape("가\u{D7C8}") == "가\\u{D7C8}")
        #expect(DisplayText.escape("\u{1100}\u{1161}") == "\u{1100}\u{1161}")
    }

    @Test func `a label is cut in its middle, so that its number stays`() {
        #expect(DisplayText.fitMiddle("AVeryLongClassName#12", to: 12) == "AVeryLon…#12")
        #expect(DisplayText.fitMiddle("abcdefghijkl", to: 9) == "abcde…jkl")
        #expect(DisplayText.fitMiddle("Node#1", to: 6) == "Node#1")
    }

    @Test func `text is cut before the character that does not fit`() {
        #expect(DisplayText.fit("abcdef", to: 6) == "abcdef")
        #expect(DisplayText.fit("abcdef", to: 5) == "abcd…")
        #expect(DisplayText.fit("한글이다", to: 6) == "한글…")
        #expect(DisplayText.fit("abc", to: 1) == "…")
        #expect(DisplayText.fit("abc", to: 0) == "")
        #expect(DisplayText.fit("e\u{301}e\u{301}e\u{301}", to: 2) == "e\u{301}…")
        #expect(DisplayText.fitEnd("/a/long/way/to/cycle.py", to: 9) == "…cycle.py")
    }

    @Test func `whatever text comes, it is made safe once and cut to size`() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Linear(state: seed)
        for _ in 0..<2_000 {
            let text = random.text()
            let safe = DisplayText.escape(text)
            #expect(DisplayText.escape(safe) == safe, "seed \(seed)")
            #expect(!safe.unicodeScalars.contains { DisplayText.isHarmful($0) }, "seed \(seed)")
            let cells = Int.random(in: 0...20, using: &random)
            let cut = DisplayText.fit(safe, to: cells)
            #expect(DisplayText.width(cut) <= cells, "seed \(seed)")
            #expect(cut == safe || cut.isEmpty || cut.hasSuffix("…"), "seed \(seed)")
            #expect(DisplayText.width(DisplayText.fitEnd(safe, to: cells)) <= cells, "seed \(seed)")
        }
    }
}

/// A generator that starts from a seed, so that a failure can be repeated.
struct Linear: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }

    /// Up to thirty scalars, from the ranges in which things go wrong and from everywhere.
    mutating func text() -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0...0x7F, 0x80...0x36F, 0x1100...0x11FF, 0x2000...0x206F, 0xAC00...0xD7A3, 0x1F300...0x1F64F, 0...0x10FFFF,
        ]
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...30, using: &self) {
            let range = ranges[Int.random(in: 0..<ranges.count, using: &self)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self)) { scalars.append(scalar) }
        }
        return String(scalars)
    }
}
