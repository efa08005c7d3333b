import Foundation
import Testing

/// What a reader of the page sees without doing anything, and what everybody can use.
@Suite(
    .enabled(if: Browser.path != nil, Browser.isNeeded), .enabled(if: hasGraphviz, "dot is not installed"), .serialized,
    .timeLimit(.minutes(5)))
struct AnswerPageTests {
    let workplace: Workplace
    let browser: Browser

    init() throws {
        workplace = try Workplace()
        browser = try Browser()
    }

    /// A recording of programs, and whether one of them is a real one.
    enum Recorded: String, CaseIterable, CustomTestStringConvertible {
        case one, suite, real, growth
        var testDescription: String { rawValue }
    }

    private static let tree = """
        class Node:
            def __init__(self):
                self.children, self.parent = [], None
        def build():
            root = Node()
            for i in range(3):
                child = Node()
                child.parent = root
                root.children.append(child)
        for i in range(4):
            build()

        """

    private func open(_ recorded: Recorded) throws {
        try workplace.write(Self.tree, "tree.py")
        switch recorded {
        case .one: try workplace.output("record", "tree.py", "--quiet")
        case .suite: try workplace.output("record", "--quiet")
        case .real:
            let outcome = try workplace.run([
                "record", "--quiet", "--", Pythons.usual.first?.path ?? "python3", "tree.py",
            ])
            try #require(outcome.status == 0, "\(outcome.errors)")
        case .growth:
            try workplace.write(
                "class View:\n    pass\nviews = []\nfor i in range(9):\n    views.append(View())\n", "grow.py")
            try workplace.output("record", "grow.py", "--quiet")
        }
        try workplace.output("report", "--format", "html", "--output", "page.html", "--force")
        try browser.load(workplace.place("page.html"))
    }

    @Test(arguments: [Recorded.one, .suite, .real], [[1280, 800], [360, 740]])
    func `the first screen says which ring leaks and what to change`(recorded: Recorded, size: [Int]) throws {
        try browser.show(width: size[0], height: size[1])
        try open(recorded)
        let close = try browser.value(
            """
            (() => {
                const close = document.querySelector(".finding .close");
                return close.textContent.trim() + " " + close.getBoundingClientRect().bottom;
            })()
            """)
        let words = try #require(close as? String).split(separator: " ")
        #expect(words.prefix(2) == ["back", "to"])
        #expect(try #require(words.last.flatMap { Double($0) }) <= Double(size[1]), "\(words)")
        let change = try browser.value(
            """
            (() => {
                const range = document.createRange();
                const change = document.querySelector(".change p");
                range.selectNodeContents(change);
                return change.textContent.trim() + "\\n" + range.getClientRects()[0].bottom;
            })()
            """)
        let lines = try #require(change as? String).split(separator: "\n")
        #expect(["Make ", "Clear ", "In "].contains(where: lines[0].hasPrefix), "\(lines)")
        #expect(try #require(lines.last.flatMap { Double($0) }) <= Double(size[1]), "\(lines)")
    }

    @Test(arguments: Recorded.allCases) func `no text is smaller than eleven pixels`(recorded: Recorded) throws {
        for width in [360, 1280] {
            try browser.show(width: width)
            try open(recorded)
            let small = try browser.strings(
                """
                (() => {
                    dispatchEvent(new Event("beforeprint"));
                    const small = new Set();
                    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                    while (walker.nextNode()) {
                        const node = walker.currentNode.parentElement;
                        if (!walker.currentNode.textContent.trim() || node.closest("script, style")) continue;
                        const scale = node.getScreenCTM && node.closest("svg") ? node.getScreenCTM().a : 1;
                        const size = parseFloat(getComputedStyle(node).fontSize) * scale;
                        if (size < 10.99) small.add(`${node.className.baseVal ?? node.className} ${size}`);
                    }
                    return [...small];
                })()
                """)
            #expect(small == [], "\(width)")
        }
    }

    @Test func `a page of names without end is not wider than a telephone`() throws {
        let long = String(repeating: "Long", count: 60)
        try workplace.write(
            "class \(long):\n    pass\na = \(long)()\nb = \(long)()\na.\(long) = b\nb.\(long) = a\n"
                + "a = b = None\n", "\(long.prefix(200)).py")
        try workplace.output("record", "\(long.prefix(200)).py", "--quiet")
        try workplace.output("report", "--format", "html", "--output", "page.html")
        try browser.show(width: 360, height: 740)
        try browser.load(workplace.place("page.html"))
        #expect(try browser.value("document.documentElement.scrollWidth") as? Int == 360)
        let labels = try browser.strings(
            "[...document.querySelectorAll('.box .label')].map((each) => each.textContent)")
        #expect(labels.map { $0.suffix(2) } == ["#1", "#2"], "what tells them apart is not cut")
    }

    @Test func `everything that can be used has a name and is large enough to hit`() throws {
        try browser.show(width: 1280)
        try open(.suite)
        let poor = try browser.strings(
            """
            (() => {
                dispatchEvent(new Event("beforeprint"));
                const poor = [];
                for (const each of document.querySelectorAll("a, button, summary, input, [tabindex='0']")) {
                    const name = each.getAttribute("aria-label") || each.textContent.trim();
                    const { width, height } = each.getBoundingClientRect();
                    const what = `${each.tagName} ${each.className} ${name.slice(0, 20)}`;
                    if (!name) poor.push(`${what}: no name`);
                    if (Math.min(width, height) < 23.99 && !each.matches(".skip")) poor.push(`${what}: ${width} x ${height}`);
                }
                for (const each of document.querySelectorAll("[role='img'], [role='region']")) {
                    if (!each.getAttribute("aria-label")) poor.push(`${each.className}: no label`);
                }
                for (const each of document.querySelectorAll("table")) {
                    if (!each.querySelector("th[scope='col']")) poor.push("a table without heads");
                }
                const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
                if (new Set(ids).size !== ids.length) poor.push("an id twice");
                let level = 0;
                for (const each of document.querySelectorAll("h1, h2, h3, h4")) {
                    const next = Number(each.tagName[1]);
                    if (next > level + 1) poor.push(`${each.textContent}: h${next} below h${level}`);
                    level = next;
                }
                return [...new Set(poor)];
            })()
            """)
        #expect(poor == [])
    }

    @Test func `a moment leads to its step, and the address of a step opens it`() throws {
        try browser.show(width: 1280)
        try open(.one)
        func place() throws -> String? { try browser.value("document.querySelector('.place').textContent") as? String }
        let links = try browser.strings(
            "[...document.querySelectorAll('a.to')].map((each) => each.getAttribute('href'))")
        #expect(links.count == 2, "closed by and lost when")
        #expect(
            try browser.value("document.querySelector('.listing .shown:nth-child(3)').textContent") as? String
                == "3        self.children, self.parent = [], None", "steps go into functions")
        try browser.value("document.querySelector('.first').click()")
        #expect(try browser.value("location.hash") as? String == "#program-1-step-1")
        try browser.value("document.querySelector('a.to').click()")
        let step = try #require(links.first?.split(separator: "-").last)
        #expect(
            try browser.value("new Promise((done) => setTimeout(() => done(location.hash), 100))") as? String
                == links[0])
        #expect(try place()?.hasPrefix("step \(step) of ") == true)
        // The lines of the source are buttons.
        try browser.value("document.querySelector('.listing .shown button').focus()")
        try browser.press("Enter", code: 13, text: "\r")
        #expect(try place()?.hasPrefix("step 1 of ") == true)
        #expect(browser.complaints == [])
    }

    @Test func `a picture grows on demand, and an object of it leads to its history`() throws {
        try browser.show(width: 1280)
        try open(.one)
        let width = "Number(document.querySelector('.graph').getAttribute('width'))"
        let before = try #require(try browser.value(width) as? Double)
        try browser.value("document.querySelector('.smaller').click()")
        #expect(try browser.value(width) as? Double == before, "it is never smaller than can be read")
        try browser.value("document.querySelector('.larger').click()")
        #expect(try #require(try browser.value(width) as? Double) > before)
        try browser.value(
            "document.querySelector('.box.told').dispatchEvent(new MouseEvent('click', { bubbles: true }))")
        #expect(try browser.value("document.querySelector('details.history').open") as? Bool == true)
    }
}
