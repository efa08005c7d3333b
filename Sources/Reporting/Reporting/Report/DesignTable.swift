package import LeakAnalysis
import TraceModel

/// The figures of a program's designs side by side, a column a design; several tables where they are many.
package struct DesignTable {
    private let comparison: Comparison
    private var runs: [RunReport] { comparison.runs }

    /// A table of these runs.
    package init(_ comparison: Comparison) { self.comparison = comparison }

    private static let widestName = 24
    private static let gap = 3
    package static let absent = "–"

    /// Adds the table, and a line a design for all that are not instances.
    package func add(to page: inout Page) {
        var left = runs[...]
        while !left.isEmpty {
            page.skip()
            left = addBlock(left, to: &page)
        }
        addOtherKinds(to: &page)
    }

    /// Adds as many designs as fit and returns the others.
    private func addBlock(_ runs: ArraySlice<RunReport>, to page: inout Page) -> ArraySlice<RunReport> {
        var count = runs.count
        while count > 1, table(runs.prefix(count)).naturalWidth > page.layout.width { count -= 1 }
        page.add(table(runs.prefix(count)))
        return runs.dropFirst(count)
    }

    private func table(_ runs: ArraySlice<RunReport>) -> TextTable {
        var columns = [TextTable.Column(title: "")]
        columns += runs.map { report in
            let name = DisplayText.escape(report.run.description.design.name)
            return TextTable.Column(title: DisplayText.fit(name, to: DesignTable.widestName), isRight: true)
        }
        var table = TextTable(columns: columns, gap: DesignTable.gap)
        table.rows = figures.map { figure in
            [Line(figure.title)]
                + runs.map { Line(figure.text($0), figure.isLeak ? leakRole(figure.text($0)) : .plain) }
        }
        return table
    }

    private func leakRole(_ figure: String) -> Style.Role {
        switch figure {
        case "0": .good
        case DesignTable.absent: .plain
        default: .bad
        }
    }

    private func addOtherKinds(to page: inout Page) {
        for report in runs where !report.otherKinds.isEmpty {
            let kinds = report.otherKinds.map { kind, counts in
                let leaked = counts.leaked > 0 ? " (\(Wording.number(counts.leaked)) leaked)" : ""
                return "\(Wording.count(counts.allocated, kind))\(leaked)"
            }
            page.paragraph("\(report.quotedDesign) also made \(Wording.list(kinds)).")
        }
    }
}

extension DesignTable {
    /// A row of the table.
    package struct Figure {
        package var title: String
        package var isLeak = false
        package var text: (RunReport) -> String
    }

    /// The rows; those that say nothing of any run are left out.
    package var figures: [Figure] {
        if runs.contains(where: { $0.summary.observed != nil }) { return observedFigures }
        var figures = [
            Figure(title: "run") { String($0.run.id) },
            Figure(title: "objects allocated") { Wording.number($0.summary.instances.allocated) },
            Figure(title: "  freed by counting") { Wording.number($0.summary.instances.deinitialized) },
            Figure(title: "  freed by the collector") { Wording.number($0.summary.instances.collected) },
            Figure(title: "  leaked", isLeak: true) { Wording.number($0.summary.instances.leaked) },
            Figure(title: "  peak") { Wording.number($0.summary.peakInstances) },
            Figure(title: "bytes allocated") { Wording.number($0.summary.bytes.allocated) },
            Figure(title: "  peak") { Wording.number($0.summary.bytes.peak) },
            Figure(title: "  leaked", isLeak: true) { Wording.number($0.summary.bytes.leaked) },
        ]
        if runs.contains(where: { !$0.findings.isEmpty }) {
            figures.append(
                Figure(title: "cycles", isLeak: true) { Wording.number($0.findings.reduce(0) { $0 + $1.instances }) })
        }
        if runs.contains(where: { $0.run.description.collector != .none }) {
            figures.insert(Figure(title: "collector") { $0.run.description.collector.text }, at: 1)
        }
        if let place = figures.firstIndex(where: { $0.title == "bytes allocated" }),
            runs.contains(where: { $0.summary.bytes.peakWithoutGarbage != nil })
        {
            let figure = Figure(title: "  had each been freed in time") {
                Wording.number($0.summary.bytes.peakWithoutGarbage ?? $0.summary.bytes.peak)
            }
            figures.insert(figure, at: place + 2)
        }
        if runs.contains(where: { !$0.summary.iterations.isEmpty }) { figures += iterationFigures }
        if runs.contains(where: \.showsResidentMemory) { figures += memoryFigures }
        if runs.contains(where: { $0.summary.deadWeakReads > 0 }) {
            figures.append(Figure(title: "weak reads of dead objects") { Wording.number($0.summary.deadWeakReads) })
        }
        if runs.contains(where: { $0.summary.output != nil }) { figures += resultFigures }
        return figures
    }

    /// What is known of a run that was observed.
    private var observedFigures: [Figure] {
        func number(_ title: String, isLeak: Bool = false, _ count: @escaping (ObservedFigures) -> Int) -> Figure {
            Figure(title: title, isLeak: isLeak) {
                $0.summary.observed.map { Wording.number(count($0)) } ?? DesignTable.absent
            }
        }
        let figures = [
            Figure(title: "run") { String($0.run.id) },
            Figure(title: "source") { $0.summary.observed?.runtime ?? $0.run.description.source },
            Figure(title: "objects left", isLeak: true) { Wording.number($0.summary.instances.leaked) },
            Figure(title: "  freed by a collection alone", isLeak: true) {
                Wording.number($0.summary.instances.collected)
            },
            Figure(title: "bytes left", isLeak: true) { Wording.number($0.summary.bytes.leaked) },
            Figure(title: "cycles", isLeak: true) { Wording.number($0.findings.reduce(0) { $0 + $1.instances }) },
            number("objects examined") { $0.examined },
        ]
        let seldom: [(String, Bool, (ObservedFigures) -> Int)] = [
            ("  freed without a look", true, { $0.unexamined }), ("  not understood", false, { $0.notUnderstood }),
            ("objects unreached only likely", true, { $0.likely }),
            ("objects without a ring seen", false, { $0.withoutRing }),
            ("cycles of libraries", false, { $0.libraryRings }),
        ]
        return figures
            + seldom.filter { seldom in runs.contains { $0.summary.observed.map(seldom.2) ?? 0 > 0 } }
            .map { number($0.0, isLeak: $0.1, $0.2) }
    }

    private var iterationFigures: [Figure] {
        [
            Figure(title: "iterations") { Wording.number($0.summary.iterations.count) },
            Figure(title: "  live objects after the first") { live($0.summary.iterations.first) },
            Figure(title: "  live objects after the last") { live($0.summary.iterations.last) },
            Figure(title: "  growth in bytes an iteration", isLeak: true) { growth($0) },
        ]
    }

    /// What is accounted for, and what the process really took for it.
    private var memoryFigures: [Figure] {
        [
            Figure(title: "  growth of live bytes") { megabytes($0.measuredGrowth?.live) },
            Figure(title: "  growth of resident memory") { megabytes($0.measuredGrowth?.resident) },
        ]
    }

    private func megabytes(_ bytes: Int?) -> String { bytes.map(Wording.megabytes) ?? DesignTable.absent }

    private var resultFigures: [Figure] {
        [
            Figure(title: "lines printed") { Wording.number($0.summary.output?.lines ?? 0) },
            Figure(title: "  the last") { report in
                let last = report.summary.output?.last ?? DesignTable.absent
                return DisplayText.fit(DisplayText.escape(last), to: DesignTable.widestName)
            },
        ] + (runs.count > 1 ? [sameResult] : [])
    }

    private var sameResult: Figure {
        Figure(title: "  result as written") { report in
            comparison.hasSameResult(report).map { $0 ? "yes" : "no" } ?? DesignTable.absent
        }
    }

    private func live(_ iteration: RunSummary.Iteration?) -> String {
        iteration.map { Wording.number($0.liveObjects) } ?? DesignTable.absent
    }

    /// The slope once it is steady: what the first iterations make for good is no growth.
    private func growth(_ report: RunReport) -> String {
        guard let growth = report.growth, report.summary.iterations.count > 1 else { return DesignTable.absent }
        let rounded = Int(exactly: growth.bytesPerIteration.rounded()) ?? 0
        return rounded > 0 ? "+\(Wording.number(rounded))" : Wording.number(rounded)
    }
}
