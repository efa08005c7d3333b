import Inspection
import LeakAnalysis
import Reporting
import TraceModel

/// Live objects and live bytes of all designs of a program, over its iterations, or its events where it has none.
struct MemoryChart {
    /// One design's values.
    struct Series {
        var name: String
        /// Iterations or events.
        var x: [Int]
        var objects: [Int]
        var bytes: [Int]
    }

    /// The designs, in the order of the report.
    let series: [Series]
    /// The name under which the values are shown.
    let unit: String
    /// How many events one value stands for, at most.
    let stride: Int

    /// More designs than this have no colour of their own.
    static let mostSeries = 6

    /// Gathers the values; nil where no run has any.
    init?(_ programPage: ProgramPage) {
        let reports = programPage.comparison.runs.prefix(Self.mostSeries)
        let hasIterations = reports.allSatisfy { $0.summary.iterations.count > 1 }
        let series = reports.compactMap { report -> Series? in
            let name = HTMLText.shown(report.run.description.design.name, cells: 40)
            if hasIterations { return Self.series(name, report.summary.iterations) }
            guard let points = programPage.runs[report.run.id]?.timeline.points, points.count > 1 else { return nil }
            return Series(name: name, x: points.map(\.seq), objects: points.map(\.objects), bytes: points.map(\.bytes))
        }
        guard !series.isEmpty else { return nil }
        self.series = series
        unit = hasIterations ? "iteration" : "event"
        let most = reports.map(\.summary.iterations.count).max() ?? 1
        stride =
            hasIterations
            ? Self.stride(most) : reports.compactMap { programPage.runs[$0.run.id]?.timeline.stride }.max() ?? 1
    }

    private static func stride(_ count: Int) -> Int {
        max(1, (count + MemoryTimeline.mostPoints - 1) / MemoryTimeline.mostPoints)
    }

    /// Of many iterations the highest values of each stretch.
    private static func series(_ name: String, _ iterations: [RunSummary.Iteration]) -> Series {
        let stride = stride(iterations.count)
        let stretches = Swift.stride(from: 0, to: iterations.count, by: stride).map {
            iterations[$0..<min($0 + stride, iterations.count)]
        }
        return Series(
            name: name, x: stretches.map { $0.last?.index ?? 0 },
            objects: stretches.map { $0.map(\.liveObjects).max() ?? 0 },
            bytes: stretches.map { $0.map(\.liveBytes).max() ?? 0 })
    }

    /// The first and the last place on the axis.
    private var domain: (first: Int, last: Int) {
        let all = series.flatMap(\.x)
        let first = unit == "event" ? 0 : all.min() ?? 0
        return (first, max(all.max() ?? 1, first + 1))
    }

    /// What the template draws.
    var view: View {
        [
            "unit": unit, "panels": [panel("Live objects", \.objects), panel("Live bytes", \.bytes)],
            "series": series.indices.map { ["index": $0, "name": series[$0].name] },
            "stretch": stride > 1
                ? "Each value is the highest of \(Wording.number(stride)) \(unit)s." : "",
            "rows": series.map(row),
        ]
    }

    private func row(_ series: Series) -> View {
        [
            "name": series.name, "mostObjects": Wording.number(series.objects.max() ?? 0),
            "lastObjects": Wording.number(series.objects.last ?? 0),
            "mostBytes": Wording.number(series.bytes.max() ?? 0),
            "lastBytes": Wording.number(series.bytes.last ?? 0),
        ]
    }

    private func panel(_ title: String, _ values: (Series) -> [Int]) -> View {
        let scale = ChartScale(most: series.flatMap(values).max() ?? 0, domain: domain)
        let isBytes = title.hasSuffix("bytes")
        let (divisor, name) = isBytes ? scale.byteUnit : (1, "")
        return [
            "title": name.isEmpty ? title : "\(title), \(name)",
            "yTicks": scale.yTicks.map { tick -> View in
                ["y": ChartScale.pixels(scale.y(tick)), "label": Wording.decimal(Double(tick) / divisor)]
            },
            "xTicks": scale.xTicks.map { tick -> View in
                ["x": ChartScale.pixels(scale.x(tick)), "label": Wording.number(tick)]
            },
            "lines": series.indices.map { place -> View in
                let points = Array(zip(series[place].x, values(series[place])))
                let end = points.last ?? (0, 0)
                return [
                    "index": place, "path": path(points, scale), "endX": ChartScale.pixels(scale.x(end.0)),
                    "endY": ChartScale.pixels(scale.y(end.1)),
                ]
            },
            "key": isBytes ? "bytes" : "objects",
        ]
    }

    /// Events are steps, iterations are joined.
    private func path(_ points: [(Int, Int)], _ scale: ChartScale) -> String {
        var text = ""
        if unit == "event" { text = "M\(ChartScale.pixels(scale.x(0))) \(ChartScale.pixels(scale.y(0)))" }
        for (x, value) in points {
            let (px, py) = (ChartScale.pixels(scale.x(x)), ChartScale.pixels(scale.y(value)))
            text += text.isEmpty ? "M\(px) \(py)" : unit == "event" ? "H\(px)V\(py)" : "L\(px) \(py)"
        }
        return text
    }

    /// What the page's script tells on hover.
    var json: JSON {
        .object([
            ("unit", .string(unit)), ("first", .int(domain.first)), ("last", .int(domain.last)),
            (
                "most",
                .object([
                    ("objects", .int(ChartScale(most: series.flatMap(\.objects).max() ?? 0, domain: domain).top)),
                    ("bytes", .int(ChartScale(most: series.flatMap(\.bytes).max() ?? 0, domain: domain).top)),
                ])
            ),
            (
                "series",
                .array(
                    series.map {
                        .object([
                            ("name", .string($0.name)), ("x", .ints($0.x)), ("objects", .ints($0.objects)),
                            ("bytes", .ints($0.bytes)),
                        ])
                    })
            ),
        ])
    }
}
