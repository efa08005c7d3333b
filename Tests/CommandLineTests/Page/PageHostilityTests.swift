import Foundation
import Testing

/// Programs that mean no good to whoever opens the page.
@Suite(.timeLimit(.minutes(5))) struct PageHostilityTests {
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private static let attack =
        "</script><script>document.title='owned'</script><img src=x onerror=document.title='owned'>"

    private func record() throws {
        // What the page shows of a program: its file's name, its lines, its keys, and what it prints.
        let program = """
            class Node:
                pass


            a = Node()
            a.d = {}
            a.d["\(Self.attack)"] = a
            a.d["\u{202E}evil\u{202C} '\\"quote"] = a
            a.d["\(String(repeating: "가", count: 10_000))"] = a  # \(String(repeating: "x", count: 10_000))
            print("\(Self.attack)")
            print("<!--<script>")
            a = None

            """
        try workplace.write(program, "<b onclick=alert(1)>.py")
        try workplace.output("record", "<b onclick=alert(1)>.py", "--quiet")
    }

    @Test func `the markup has no tag that the templates do not have`() throws {
        try record()
        let page = try workplace.output("report", "--format", "html")
        // A page of a program that means well has the same tags, but for how many.
        try workplace.output("record", "cycle", "--quiet", "--database", "other.sqlite")
        let other = try workplace.output("report", "--format", "html", "--database", "other.sqlite")
        func tags(_ text: String) -> Set<Substring> { Set(text.matches(of: /<\/?[a-zA-Z!][^\s>]*/).map(\.output)) }
        #expect(tags(page).subtracting(tags(other)).isSubset(of: ["<pre", "</pre>", "<p", "<li"]))
        #expect(page.matches(of: /<script/).count == 2)
        #expect(!page.contains("\u{202E}"))
        #expect(page.utf8.count < 300_000)
    }

    @Test(.enabled(if: Browser.path != nil, Browser.isNeeded))
    func `hostile names are text in the browser`() throws {
        try record()
        try workplace.output("report", "--format", "html", "--output", "page.html")
        let browser = try Browser()
        try browser.show(width: 1280)
        try browser.load(workplace.place("page.html"))
        #expect(browser.complaints == [])
        #expect(browser.requests.count == 1)
        #expect(try browser.value("document.title") as? String == "<b onclick=alert(1)>.py – dezero-trace")
        #expect(
            try browser.value("document.querySelectorAll('img, b[onclick], [onload], [onerror]').length") as? Int == 0)
        #expect(try browser.value("document.querySelectorAll('script').length") as? Int == 2)
        #expect(try browser.value("document.documentElement.scrollWidth") as? Int == 1280)
        let text = try #require(try browser.value("document.body.innerText") as? String)
        #expect(text.contains("<b onclick=alert(1)>"))
        #expect(text.contains("</script><script>"))
        // The reordering mark is told, not obeyed.
        #expect(text.contains("\\u{202E}evil"))
        // Stepping shows what was printed, as text.
        try browser.value("document.querySelector('.pictures .back')?.click()")
        let printed = try browser.value("document.querySelector('.printed')?.textContent ?? ''") as? String
        #expect(hasGraphviz == (printed?.contains("<!--<script>") == true))
        #expect(browser.complaints == [])
    }
}
