import Testing

@testable import Reporting

@Suite struct LayoutTests {
    @Test func `a table gives way where it may and keeps figures whole`() {
        var table = TextTable(columns: [
            .init(title: "id", isRight: true), .init(title: "statement", least: 6), .init(title: "n", isRight: true),
        ])
        table.rows = [
            [Line("7"), Line("a rather long statement"), Line("12,345")], [Line("10"), Line("short"), Line("1")],
        ]
        let lines = table.lines(width: 24).map { $0.rendered(.plain) }
        #expect(lines == ["id  statement          n", " 7  a rather lo…  12,345", "10  short              1"])
    }

    @Test func `a wide character counts two cells in a column`() {
        var table = TextTable(columns: [.init(title: "이름"), .init(title: "n")])
        table.rows = [[Line("a"), Line("1")], [Line("변수"), Line("2")]]
        #expect(table.lines(width: 80).map { $0.rendered(.plain) } == ["이름  n", "a     1", "변수  2"])
    }

    @Test func `a line is cut across its pieces and says so`() {
        let line = Line("abc") + Line("def", .bad) + Line("ghi")
        #expect(line.fitted(to: 9) == line)
        #expect(line.fitted(to: 8).rendered(.plain) == "abcdefg…")
        #expect(line.fitted(to: 6).rendered(.plain) == "abcde…")
        #expect(line.fitted(to: 3).rendered(.plain) == "ab…")
        #expect(line.fitted(to: 5).rendered(.ansi) == "abc\u{1B}[1;31md…\u{1B}[0m")
    }

    @Test func `running text breaks between words`() {
        var page = Page(Layout(width: 40))
        page.paragraph("`strong` leaks 3 objects in 1 cycle; `weakref` frees everything.")
        var text = ""
        page.write(to: &text)
        #expect(text == "`strong` leaks 3 objects in 1 cycle;\n`weakref` frees everything.\n")
    }

    @Test func `a word that is longer than a line goes on in the next`() {
        var page = Page(Layout(width: 40))
        page.paragraph("Make \(String(repeating: "노드", count: 12)).a weak")
        var text = ""
        page.write(to: &text)
        // A syllable takes two cells, so twenty fill a line.
        #expect(text == "Make\n\(String(repeating: "노드", count: 10))\n노드노드.a weak\n")
    }

    @Test func `items flow under each other and the rest is counted`() {
        var page = Page(Layout(width: 40))
        page.flow(Line("freed "), (1...40).map { Line("Node#\($0)") }, most: 2)
        var text = ""
        page.write(to: &text)
        #expect(text == "freed Node#1 Node#2 Node#3 Node#4 Node#5\n      Node#6 Node#7 Node#8 … 32 more\n")
    }

    @Test func `a page is never narrower than it can be read`() {
        #expect(Layout(width: 3).width == Layout.leastWidth)
    }

    @Test func `thousands are set apart, whatever the sign`() {
        #expect(
            [0, 999, 1_000, 1_234_567, -1_000].map(Wording.number) == ["0", "999", "1,000", "1,234,567", "-1,000"])
        #expect(Wording.number(.min) == "-9,223,372,036,854,775,808")
        #expect(Wording.list([]) == "")
        #expect(Wording.list(["a", "b", "c"]) == "a, b and c")
    }
}
