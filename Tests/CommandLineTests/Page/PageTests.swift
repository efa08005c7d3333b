import Foundation
import Testing

/// The page in a real browser.
@Suite(
    .enabled(if: Browser.path != nil, Browser.isNeeded), .enabled(if: hasGraphviz, "dot is not installed"), .serialized,
    .timeLimit(.minutes(5)))
struct PageTests {
    let workplace: Workplace
    let browser: Browser

    init() throws {
        workplace = try Workplace()
        browser = try Browser()
        try browser.show(width: 1280)
    }

    private func open(_ runs: String...) throws {
        let arguments = ["report"] + runs + ["--format", "html", "--output", "page.html", "--force"]
        let outcome = try workplace.run(arguments)
        try #require(outcome.status == 0, "\(outcome.errors)")
        try browser.load(workplace.place("page.html"))
    }

    /// What a reader of the picture of one design sees: the counts of the boxes that are not hidden.
    private func counts(_ design: Int = 0) throws -> [String] {
        try browser.strings(
            """
            [...document.querySelectorAll("figure[data-design='\(design)'] .box")]
                .filter((box) => getComputedStyle(box).opacity > 0 && !box.classList.contains("off"))
                .map((box) => box.querySelector(".count").textContent)
            """)
    }

    @Test func `the standard suite needs no network, says nothing to the console, and is small`() throws {
        try workplace.output("record", "--quiet")
        for scheme in ["light", "dark"] {
            try browser.show(width: 1280, scheme: scheme)
            try open()
            #expect(browser.complaints == [])
            #expect(browser.requests == [workplace.place("page.html").absoluteString])
        }
        #expect(try workplace.read("page.html").utf8.count < 300_000)
        let programs = try browser.strings("[...document.querySelectorAll('h2')].map((title) => title.textContent)")
        #expect(
            programs == [
                "dezero-loop", "dezero-square", "cycle", "Nothing leaks",
            ])
    }

    @Test func `the policy stops a script and a style that somebody adds`() throws {
        try workplace.output("record", "chain", "--quiet")
        try open()
        try browser.value(
            """
            const added = document.createElement("script");
            added.textContent = "document.title = 'owned'";
            document.body.append(added);
            document.body.setAttribute("style", "color: rgb(1, 2, 3)");
            fetch("https://example.com/").catch(() => {});
            """)
        #expect(try browser.value("document.title") as? String == "chain – dezero-trace")
        #expect(try browser.value("getComputedStyle(document.body).color") as? String != "rgb(1, 2, 3)")
        #expect(!browser.complaints.isEmpty)
    }

    @Test func `stepping through the cycle by keyboard shows 2,2,2, and ends with three red boxes`() throws {
        try workplace.output("record", "cycle", "--quiet")
        try open()
        try browser.value("document.querySelector('.pictures .play').focus()")
        try browser.press("Home", code: 36)
        #expect(try counts() == [])
        var seen: [[String]] = []
        var places: Set<String> = []
        for _ in 2...8 {
            try browser.press("ArrowRight", code: 39)
            seen.append(try counts())
            places.insert(
                try #require(
                    try browser.value(
                        """
                        JSON.stringify([...document.querySelectorAll(".box .frame")]
                            .map((box) => { const r = box.getBoundingClientRect(); return [r.x, r.y - scrollY]; })
                            .map(([x], place) => x))
                        """) as? String))
        }
        // As `sys.getrefcount` less one tells in CPython, statement by statement.
        #expect(
            seen == [
                ["1"], ["1", "1"], ["1", "1", "1"], ["1", "2", "1"], ["1", "2", "2"], ["2", "2", "2"],
                ["1", "1", "1"],
            ])
        #expect(places.count == 1, "boxes moved")
        #expect(
            try browser.value("document.querySelectorAll(\"figure[data-design='0'] .box.leaked\").length") as? Int == 3)
        let red = try browser.value(
            """
            (() => {
                const probe = document.createElement("i");
                probe.className = "bad";
                document.body.append(probe);
                const bad = getComputedStyle(probe).color;
                return [...document.querySelectorAll("figure[data-design='0'] .box .frame")]
                    .every((frame) => getComputedStyle(frame).stroke === bad);
            })()
            """)
        #expect(red as? Bool == true)
        #expect(try counts(1) == ["†", "†", "†"])
        #expect(try browser.value("document.querySelector('.say').textContent") as? String ?? "" != "")
        let current = try browser.value("document.querySelector('.listing [aria-current]').textContent") as? String
        #expect(current?.contains("a = b = c = None") == true)
        #expect(browser.complaints == [])
    }

    @Test func `the weak design draws the weak slot dashed, and all controls work`() throws {
        try workplace.output("record", "cycle", "--quiet")
        try open()
        func click(_ selector: String) throws { try browser.value("document.querySelector('\(selector)').click()") }
        func place() throws -> String? { try browser.value("document.querySelector('.place').textContent") as? String }
        try click(".controls .back")
        #expect(try place() == "step 7 of 8")
        let dashes = try browser.strings(
            """
            [...document.querySelectorAll("figure[data-design='1'] .edge.weak:not(.off) .line")]
                .map((line) => getComputedStyle(line).strokeDasharray)
            """)
        #expect(dashes.count == 1)
        #expect(dashes != ["none"])
        #expect(
            try browser.value("document.querySelectorAll(\"figure[data-design='0'] .edge.weak\").length") as? Int == 0)
        // The store of this step stands out.
        #expect(try browser.value("document.querySelectorAll('.edge.made:not(.off)').length") as? Int == 2)
        try click(".controls .first")
        #expect(try place() == "step 1 of 8")
        try click(".controls .forth")
        #expect(try place() == "step 2 of 8")
        try click(".listing li.shown:last-child button")
        #expect(try place() == "step 8 of 8")
        try browser.value(
            """
            const slider = document.querySelector(".controls input");
            slider.value = 2;
            slider.dispatchEvent(new Event("input"));
            """)
        #expect(try place() == "step 3 of 8")
        try click(".controls .play")
        #expect(try browser.value("document.querySelector('.play').getAttribute('aria-label')") as? String == "Pause")
        try click(".controls .play")
        #expect(try browser.value("document.querySelector('.play').getAttribute('aria-label')") as? String == "Play")
    }

    @Test func `the tab key comes by everything that can be used, and shows where it is`() throws {
        try workplace.output("record", "cycle", "--quiet")
        try open()
        var reached: [String] = []
        // Until the browser's own parts come, after which the page begins anew.
        while reached.count < 100 {
            try browser.press("Tab", code: 9)
            if try browser.value("document.activeElement === document.body") as? Bool == true { break }
            let name = try browser.value(
                """
                document.activeElement.className || document.activeElement.getAttribute("type")
                    || document.activeElement.tagName
                """)
            reached.append(name as? String ?? "")
            #expect(try browser.value("getComputedStyle(document.activeElement).outlineStyle") as? String != "none")
        }
        let wanted = [
            "skip", "SUMMARY", "scroll", "first", "back", "play", "forth", "range", "listing", "canvas", "panels",
        ]
        #expect(wanted.filter { !reached.contains($0) } == [])
        #expect(reached.filter(wanted.contains).uniqued() == wanted)
    }

    @Test func `the chart tells its values to the pointer and to the keyboard`() throws {
        try workplace.output("record", "dezero-loop", "--quiet")
        try open()
        try browser.value("document.querySelector('.panels').focus()")
        try browser.press("End", code: 35)
        // 7 objects an iteration: Variables and Squares, in ten iterations.
        let told = try browser.value("document.querySelector('.readout').textContent") as? String ?? ""
        #expect(told.hasPrefix("iteration 10:"))
        #expect(told.contains("strong 70 objects"))
        #expect(told.contains("weakref 7 objects"))
        try browser.value("document.querySelector('.panels').scrollIntoView({ block: 'center' })")
        let box = try browser.value(
            "(() => { const r = document.querySelector('.chart').getBoundingClientRect(); return [r.x, r.y, r.width]; })()"
        )
        let frame = try #require(box as? [Double])
        try browser.point(x: frame[0] + frame[2] * 60 / 520, y: frame[1] + 40)
        let first = try browser.value("document.querySelector('.readout').textContent") as? String ?? ""
        #expect(first.hasPrefix("iteration 1:"))
        #expect(first.contains("strong 7 objects"))
    }

    @Test(arguments: [1280, 800, 400]) func `no page is wider than its window`(width: Int) throws {
        try workplace.output("record", "cycle", "dezero-loop", "--quiet")
        try browser.show(width: width)
        try open()
        #expect(try browser.value("document.documentElement.scrollWidth") as? Int == width)
    }

    @Test func `what is printed is all there is: nothing to open, no controls`() throws {
        try workplace.output("record", "cycle", "--quiet")
        try open()
        try browser.show(width: 800, medium: "print")
        try browser.value("dispatchEvent(new Event('beforeprint'))")
        #expect(try browser.value("document.querySelectorAll('details:not([open])').length") as? Int == 0)
        #expect(try browser.value("getComputedStyle(document.querySelector('.controls')).display") as? String == "none")
    }
}

extension Sequence where Element: Hashable {
    /// Every element once, where it comes first.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
