import Inspection
import LeakAnalysis
import Reporting
import TraceModel

/// One program's section of the page.
struct ProgramPart {
    let programPage: ProgramPage
    let number: Int
    private let graph: PictureGraph?
    private let source: SourceListing
    private let chart: MemoryChart?

    private var comparison: Comparison { programPage.comparison }

    init(programPage: ProgramPage, number: Int) {
        self.programPage = programPage
        self.number = number
        graph = programPage.graph
        source = SourceListing(
            text: programPage.pictured.first?.report.run.description.programText,
            allPictures: programPage.pictured.map(\.pictures))
        chart = MemoryChart(programPage)
    }

    /// What the page's script works with.
    var json: JSON {
        .object([
            ("pictures", graph.map { PictureJSON(programPage: programPage, graph: $0, source: source).value } ?? .null),
            ("chart", chart?.json ?? .null),
        ])
    }

    /// What the template fills in.
    var view: View {
        var view: View = [
            "number": number, "index": number - 1, "program": HTMLText.shown(comparison.program, cells: 60),
            "verdict": HTMLText.prose(comparison.sentence), "isBad": comparison.verdict != .clean, "short": short,
            "figuresInShort": comparison.runs.first.map { HTMLText.shown($0.figuresInShort) } ?? "",
            "warnings": remarks(isBad: true), "remarks": remarks(isBad: false),
            "designs": comparison.runs.map(design), "hasMany": comparison.runs.count > 1,
            "figures": DesignTable(comparison).figures.map(figure),
            "sentences": comparison.runs.flatMap { $0.sentences + [$0.sightSentence].compactMap(\.self) }.map {
                ["text": HTMLText.prose($0)] as View
            },
            "hasPictures": graph != nil, "hasChart": chart != nil, "runs": comparison.runs.compactMap(findings),
            "hasLooseChange": comparison.firstLeaking?.findings.isEmpty ?? false && change != nil,
            "hasAdvice": false,
            "grows": comparison.firstLeaking?.findings.first?.kind == .growth,
        ]
        if let graph { view["pictures"] = pictures(graph) }
        if let chart { view["chart"] = chart.view }
        if let change { view["change"] = change }
        if case .advised(let advice) = programPage.change, !AdvicePart(advice: advice).isEmpty {
            view["hasAdvice"] = true
            view["advice"] = AdvicePart(advice: advice).view
        }
        return view
    }

    /// Whether one line is enough for it beside programs that leak.
    var isQuiet: Bool { comparison.isUneventful }

    /// What stands behind its name in the list of all.
    private var short: String {
        switch comparison.verdict {
        case .clean: "clean"
        case .incomplete: "no verdict"
        case .leaks, .fixed:
            switch comparison.firstLeaking {
            case let leaking? where leaking.summary.instances.leaked > 0:
                "\(Wording.number(leaking.summary.instances.leaked)) leaked"
            case let leaking? where leaking.findings.contains { $0.kind == .growth }: "grows"
            default: "leaks"
            }
        }
    }

    private func remarks(isBad: Bool) -> [View] {
        comparison.remarks.filter { $0.isBad == isBad }.map { ["text": HTMLText.prose($0.text)] }
    }

    /// What to change, as the template of a change takes it; nil where none was searched for.
    private var change: View? {
        programPage.change.map { ["sentences": $0.sentences.map { ["text": HTMLText.prose($0)] as View }] }
    }

    private func design(_ report: RunReport) -> View {
        let leaked = report.summary.instances.leaked
        return [
            "design": HTMLText.shown(report.run.description.design.name, cells: 40),
            "objects": Wording.number(report.summary.instances.allocated), "leaked": Wording.number(leaked),
            "isLeaking": report.leaks, "cycles": Wording.number(report.findings.reduce(0) { $0 + $1.instances }),
            "leakedBytes": Wording.number(report.summary.bytes.leaked),
            "peak": Wording.number(report.summary.bytes.peak), "run": report.run.id,
            "state": report.isPartial ? report.run.status.rawValue : report.leaks ? "leaks" : "clean",
            "isPartial": report.isPartial,
        ]
    }

    private func figure(_ figure: DesignTable.Figure) -> View {
        let isInner = figure.title.hasPrefix("  ")
        return [
            "title": figure.title.trimming(" "), "isInner": isInner,
            "values": comparison.runs.map { report -> View in
                let text = figure.text(report)
                let state = !figure.isLeak || text == DesignTable.absent ? "" : text == "0" ? "good" : "bad"
                return ["text": HTMLText.shown(text, cells: 40), "state": state]
            },
        ]
    }

    private func findings(_ report: RunReport) -> View? {
        guard !report.findings.isEmpty else { return nil }
        let left = report.findings.count - ReportText.mostFindings
        return [
            "title": "\(Wording.count(report.findings.count, "finding")) in ",
            "design": HTMLText.shown(report.run.description.design.name, cells: 40),
            "isAlone": report.findings.count == 1 && comparison.runs.count { !$0.findings.isEmpty } == 1,
            "findings": report.findings.prefix(ReportText.mostFindings).enumerated().map { index, finding -> View in
                let isFirst = index == 0 && report.run.id == comparison.firstLeaking?.run.id
                return FindingPart(
                    finding: finding, number: index + 1, report: report, run: programPage.runs[report.run.id],
                    address: { step(of: $0, in: report).map { "#program-\(number)-step-\($0 + 1)" } },
                    change: isFirst ? change : nil
                ).view
            },
            "left": left > 0 ? "… and \(Wording.number(left)) more: JSON lists every one." : "",
        ]
    }

    /// The step after which an event has happened; nil where the run is not drawn.
    private func step(of moment: Finding.Moment, in report: RunReport) -> Int? {
        guard programPage.layout != nil, let graph,
            let frames = programPage.pictured.first(where: { $0.report.run.id == report.run.id })?.pictures.frames
        else { return nil }
        if moment.returned == SiteDefinition.moduleFunction { return graph.steps.firstIndex(of: nil) }
        let frame = frames.last { frame in frame.statement.map { $0.seq <= moment.seq } ?? false }
        return frame.flatMap { graph.steps.firstIndex(of: $0.number) }
    }

    private func pictures(_ graph: PictureGraph) -> View {
        let allPictures = programPage.pictured.map { pictured -> View in
            let scenes = graph.scenes(of: pictured.pictures)
            var view = PictureTable(graph: graph, scenes: scenes).view
            view["design"] = HTMLText.shown(pictured.report.run.description.design.name, cells: 60)
            view["hasGraph"] = false
            if let layout = programPage.layout, let last = scenes.last {
                view["graph"] = PictureDrawing(graph: graph, layout: layout, scene: last).view
                view["hasGraph"] = true
            }
            return view
        }
        return [
            "id": number, "index": number - 1, "allPictures": allPictures, "source": source.view,
            "last": graph.steps.count - 1,
            "steps": graph.steps.count, "hasSource": !source.rows.isEmpty,
            "hasLayout": programPage.layout != nil, "shape": shape,
            "withoutLayout": HTMLText.prose(programPage.withoutLayout ?? ""),
            "omissions": omissions.map { ["text": $0] },
        ]
    }

    /// How the pictures share the page: side by side as far as they can be read.
    private var shape: String {
        guard let width = programPage.layout?.size.x else { return "narrow" }
        return width < 480 ? "narrow" : width < 1150 ? "wide" : "huge"
    }

    /// What the pictures do not show.
    private var omissions: [String] {
        var omissions: [String] = []
        let allPictures = programPage.pictured.map(\.pictures)
        if let most = allPictures.max(by: { $0.statementCount < $1.statementCount }) {
            let shown = most.frames.count { $0.number != nil }
            if shown < most.statementCount {
                omissions.append(
                    "\(Wording.number(shown)) of \(Wording.number(most.statementCount)) statements are shown: the first, "
                        + "those around what closed and lost the cycles, and the last.")
            }
        }
        if let most = allPictures.max(by: { $0.objectCount < $1.objectCount }), most.drawn.count < most.objectCount {
            omissions.append(
                "\(Wording.number(most.drawn.count)) of \(Wording.number(most.objectCount)) objects are drawn: those of "
                    + "the findings, and the first. Their counts include references from objects that are not drawn.")
        }
        let left = comparison.runs.filter { programPage.runs[$0.run.id] != nil }.count - allPictures.count
        if left > 0 { omissions.append("\(Wording.count(left, "more design")) not drawn.") }
        return omissions
    }
}

extension String {
    fileprivate func trimming(_ character: Character) -> String { String(drop { $0 == character }) }
}
