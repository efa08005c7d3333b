import LeakAnalysis
import TraceModel

/// What became of the real objects of a test, for the reader of its log: what is wrong in one line, each leaked ring
/// with where its members were made, then what to change.
public struct ScopeText: Renderer {
    /// The page.
    public var layout: Layout

    /// A renderer for a page; test runners indent what they print.
    public init(layout: Layout = Layout(width: 96)) { self.layout = layout }

    public func write(_ scope: UnmetScope, to output: inout some TextOutputStream) {
        var page = Page(layout)
        page.paragraph(opening(scope), scope.cause == .likely ? .suspect : .bad)
        switch scope.cause {
        case .leaks, .otherLeaks: addFindings(scope.verdict.findings, to: &page)
        case .likely: addFindings(scope.verdict.likely, to: &page)
        case .alive: addLiving(scope, to: &page)
        case .noLeak, .nothingMade: break
        }
        for (title, text) in remedies(scope) {
            page.skip()
            page.add(title, .heading)
            page.paragraph(text)
        }
        page.write(to: &output)
    }

    private func opening(_ scope: UnmetScope) -> String {
        switch scope.cause {
        case .leaks: return "\(leaked(scope)): only they themselves hold each other."
        case .likely:
            return "Perhaps this leaks: one of the references below stands in memory whose layout is not known here, "
                + "and may be none. It fails no test."
        case .otherLeaks(let expected): return "\(leaked(scope)), not only by the expected leak \(expected)."
        case .noLeak(let expected):
            return expected.map { "The leak \($0) is gone: nothing leaks." }
                ?? "Nothing leaks, where a leak was expected."
        case .alive:
            let count = scope.living.reduce(0) { $0 + $1.count }
            return "\(Wording.count(count, "object")) of this test \(count == 1 ? "is" : "are") still alive."
        case .nothingMade:
            return "This made no object of a type of yours, so that it says nothing. In an optimised build the "
                + "compiler may have removed them; threads and detached tasks are watched with everyThread only."
        }
    }

    private func leaked(_ scope: UnmetScope) -> String {
        let objects = scope.verdict.leaked.count { $0.kind == .instance }
        let bytes = Wording.count(scope.verdict.leaked.reduce(0) { $0 + $1.bytes }, "byte")
        guard objects > 0 else { return "\(bytes) leak" }
        return "\(Wording.count(objects, "object")) (\(bytes)) \(objects == 1 ? "leaks" : "leak")"
    }

    private func addFindings(_ findings: [Finding], to page: inout Page) {
        for (index, finding) in findings.prefix(ExpectationText.mostFindings).enumerated() {
            page.skip()
            FindingText(siblings: findings, isForTests: true, tellsEvents: false)
                .add(finding, number: index + 1, to: &page)
        }
        let left = findings.count - ExpectationText.mostFindings
        guard left > 0 else { return }
        page.skip()
        page.add("… and \(Wording.count(left, "finding")) more")
    }

    private func addLiving(_ scope: UnmetScope, to page: inout Page) {
        for type in scope.living {
            page.skip()
            page.add("\(Wording.number(type.count)) \(type.type) (\(Wording.count(type.bytes, "byte")))", .object)
            for slot in type.heldBy.prefix(8) { page.add("   held by \(slot)") }
            if type.isHeldFromOutside {
                page.add("   held from outside: a task that has not ended, a global, a cache, a system's object")
            }
        }
    }

    private func remedies(_ scope: UnmetScope) -> [(title: String, text: String)] {
        switch scope.cause {
        case .leaks: return change(scope) + [("To accept it for now", accepting(scope))]
        case .otherLeaks: return change(scope)
        case .noLeak: return [("What to do", "Write expectNoLeaks, so that it stays that way.")]
        case .alive where scope.living.contains(where: \.isHeldFromOutside):
            return [
                (
                    "What to do",
                    "Cancel a task where its object is closed; inside of a loop that waits, unwrap `[weak self]` for "
                        + "one pass at a time. Empty a cache, or let it hold weakly."
                )
            ]
        case .alive, .nothingMade, .likely: return []
        }
    }

    private func change(_ scope: UnmetScope) -> [(title: String, text: String)] {
        guard let change = scope.verdict.changes.first, change.frees > 0 else {
            let text =
                "No reference of your types that could be weak frees them, as far as was tried on the graph: clear a "
                + "field of the ring before its last owner lets go, or tell a system's object to let go, as by "
                + "invalidating a session."
            return [("What to do", text)]
        }
        return [("What to do", change.sentence(freeing: "all that leaks"))]
    }

    private func accepting(_ scope: UnmetScope) -> String {
        guard let finding = scope.verdict.findings.first, scope.verdict.findings.count == 1 else {
            return "Write a test for each finding: expectLeaks takes one fingerprint."
        }
        return "expectLeaks(\"\(finding.fingerprint)\") passes with it, and fails once it is mended or something else "
            + "leaks."
    }
}
