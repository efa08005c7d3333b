import Foundation
import Testing

/// What the Web Content Accessibility Guidelines 2.2 ask of colours (1.4.3 and 1.4.11, level AA).
@Suite(
    .enabled(if: Browser.path != nil, Browser.isNeeded), .enabled(if: hasGraphviz, "dot is not installed"), .serialized,
    .timeLimit(.minutes(5)))
struct PageContrastTests {
    let workplace: Workplace
    let browser: Browser

    init() throws {
        workplace = try Workplace()
        browser = try Browser()
        try workplace.output("record", "cycle", "dezero-square", "--quiet")
        try workplace.output("report", "--format", "html", "--output", "page.html")
    }

    /// Contrast as the guidelines define it, of colours as the browser computed them.
    private static let helpers = """
        const parts = (text) => text.match(/[\\d.]+/g).map(Number);
        const luminance = (colour) => parts(colour).slice(0, 3)
            .map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
            .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
        const contrast = (one, other) => {
            const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
            return (light + 0.05) / (dark + 0.05);
        };
        const isClear = (colour) => colour === "transparent" || parts(colour)[3] === 0;
        const ground = (node) => {
            for (let at = node; at; at = at.parentElement) {
                const colour = getComputedStyle(at).backgroundColor;
                if (!isClear(colour)) return colour;
            }
            return "rgb(255, 255, 255)";
        };
        // In a drawing, what lies under a text is the last shape before it in its group.
        const under = (text) => {
            for (let at = text.previousElementSibling; at; at = at.previousElementSibling) {
                if (at.tagName === "rect") return getComputedStyle(at).fill;
            }
            return ground(text.closest("svg"));
        };
        """

    @Test(arguments: ["light", "dark"]) func `every text has a contrast of 4.5 to 1`(scheme: String) throws {
        try browser.show(width: 1280, scheme: scheme)
        try browser.load(workplace.place("page.html"))
        let poor = try browser.strings(
            """
            (() => {
                \(Self.helpers)
                for (const details of document.querySelectorAll("details")) details.open = true;
                const poor = [];
                let looked = 0;
                for (const step of [-1, 0]) {
                    if (step < 0) for (const back of document.querySelectorAll(".controls .back")) back.click();
                    else for (const forth of document.querySelectorAll(".controls .forth")) forth.click();
                    for (const node of document.querySelectorAll("body *")) {
                        const hasText = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
                        // What was freed fades on purpose; the table tells it too.
                        if (!hasText || node.closest("script, style, .off, .gone, .freed, .cut, .away, .skip")) continue;
                        const style = getComputedStyle(node);
                        const isDrawn = node.namespaceURI.endsWith("svg");
                        const ratio = isDrawn ? contrast(style.fill, under(node)) : contrast(style.color, ground(node));
                        looked += 1;
                        if (ratio < 4.5) poor.push(`${node.className.baseVal ?? node.className} ${node.textContent} ${ratio}`);
                    }
                }
                return looked > 300 ? poor : [`only ${looked} texts`];
            })()
            """)
        #expect(poor == [])
    }

    @Test(arguments: ["light", "dark"]) func `every line that means something has a contrast of 3 to 1`(scheme: String)
        throws
    {
        try browser.show(width: 1280, scheme: scheme)
        try browser.load(workplace.place("page.html"))
        let poor = try browser.strings(
            """
            (() => {
                \(Self.helpers)
                const lines = [...document.querySelectorAll(
                    ".box:not(.off, .gone, .freed) .frame, .edge:not(.off, .cut) .line, .series, .axis, .key")];
                const poor = lines
                    .map((line) => [line, contrast(getComputedStyle(line).stroke === "none"
                        ? getComputedStyle(line).fill : getComputedStyle(line).stroke, ground(line.closest("svg")))])
                    .filter(([, ratio]) => ratio < 3);
                return lines.length > 20 ? poor.map(([line, ratio]) => `${line.className.baseVal} ${ratio}`) : ["too few"];
            })()
            """)
        #expect(poor == [])
    }
}
