import Inspection
import LeakAnalysis
import TraceModel

/// `why` for people: the path from a root, or the cycle, drawn as `report` draws it.
public struct WhyText: Renderer {
    /// The page.
    public var layout: Layout

    /// A renderer for a page.
    public init(layout: Layout = Layout()) { self.layout = layout }

    public func write(_ subject: Why, to output: inout some TextOutputStream) {
        var page = Page(layout)
        let (why, run) = (subject.why, subject.run)
        page.add(Line(why.object.label, .heading) + Line(" in \(run.name), run \(run.id)", .faint))
        if run.status != .finished {
            page.add("Partial: the run is \(run.status.rawValue); this is how it stood at its last event.", .bad)
        }
        page.paragraph(introduction(why))
        page.skip()
        switch why.answer {
        case .reached(let root, let path):
            page.paragraph("Alive \(moment(why)): a root reaches it.")
            page.skip()
            addPath(path, from: root, to: why.object.label, page: &page)
            if let later = why.later {
                page.skip()
                page.paragraph("After the names were dropped it leaked.", .bad)
                add(later, to: why.object.label, page: &page)
            }
        case .leaked(let leak):
            page.paragraph("Leaked: \(moment(why)) no root reaches it, and counting has not freed it.", .bad)
            add(leak, to: why.object.label, page: &page)
        case .freed(let death):
            add(death, to: &page)
        }
        page.write(to: &output)
    }

    private func introduction(_ why: WhyAlive) -> String {
        let object = why.object
        let what = object.kind == .instance ? "An instance of \(why.type)" : "A \(object.kind.name), \(why.type)"
        let count = why.count.map { ", with a strong count of \(Wording.number($0))" } ?? ""
        return "\(what), \(Wording.count(object.bytes, "byte")), born at event \(object.born)\(count)."
    }

    private func moment(_ why: WhyAlive) -> String {
        switch why.mark {
        case .programEnd: "at the program's end"
        case .namesDropped: "after the names were dropped"
        case .finalCollection: "after the final collection"
        case nil: "at the last event"
        }
    }

    private func addPath(_ path: WhyAlive.Path, from root: String, to object: String, page: inout Page) {
        page.add(Line("   ╭  ", .faint) + Line(root, .suspect))
        for shown in ShownStep.of(path.steps, length: path.length) {
            if shown.skipped > 0 {
                page.add(Line("   ┆   … \(Wording.count(shown.skipped, "more reference")) …", .faint))
            }
            page.add(Line("   ├→ ", .faint) + Line(shown.step.object, .object))
            page.add(Line("   │   ", .faint) + Line(shown.step.dottedField, .suspect))
        }
        page.add(Line("   ╰→ ", .faint) + Line(object, .object))
    }

    private func add(_ leak: WhyAlive.Leak, to object: String, page: inout Page) {
        page.skip()
        guard let fingerprint = leak.fingerprint else {
            page.paragraph("No cycle keeps it: its count never went to zero.")
            page.addMoment("lost when", leak.orphanedBy)
            return
        }
        FindingText().addRing(leak.ring.steps, length: leak.ring.length, to: &page)
        if let first = leak.path.steps.first {
            page.skip()
            page.add("From there it is held:")
            page.skip()
            let rest = WhyAlive.Path(Array(leak.path.steps.dropFirst()), length: leak.path.length - 1)
            addPath(rest, from: first.object + first.dottedField, to: object, page: &page)
        }
        page.skip()
        page.addMoment("closed by", leak.closedBy)
        page.addMoment("lost when", leak.orphanedBy)
        if let through = leak.orphanedThrough, through.returned == nil { page.addMoment("through", through) }
        page.addFact("fingerprint", DisplayText.fit(DisplayText.escape(fingerprint), to: 9))
    }

    private func add(_ death: WhyAlive.Death, to page: inout Page) {
        let way = death.byCollector ? "the collector freed it" : "counting freed it"
        page.paragraph("Dead: \(way) at event \(Wording.number(death.seq)).")
        page.skip()
        page.addMoment("freed at", death.at)
        if !death.lastHolder.isEmpty { page.addFact("last holder", [Line(death.lastHolder, .object)]) }
        if death.byCollector {
            page.addMoment("garbage since", death.orphanedBy)
        } else {
            page.addMoment("released by", death.cause)
        }
    }
}
