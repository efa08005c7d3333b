import TraceModel

/// `scenarios` for people: each program with what it shows, its designs and its parameters.
public struct ScenariosText: Renderer {
    /// The page.
    public var layout: Layout

    /// A renderer for a page.
    public init(layout: Layout = Layout()) { self.layout = layout }

    public func write(_ scenarios: [ScenarioListing], to output: inout some TextOutputStream) {
        var page = Page(layout)
        if scenarios.isEmpty { page.add("No scenarios are built in.") }
        for scenario in scenarios {
            page.add(scenario.name, .heading)
            add("", scenario.summary.split(separator: " ").map { Line(String($0)) }, to: &page)
            add("designs", separated(scenario.designs.map(design)), to: &page)
            let parameters = scenario.parameters.map { Line($0.name) + Line("=", .faint) + Line($0.defaultValue) }
            add("set", separated(parameters), to: &page)
        }
        page.write(to: &output)
    }

    private func add(_ title: String, _ items: [Line], to page: inout Page) {
        guard !items.isEmpty else { return }
        let first = title.isEmpty ? Line.spaces(4) : Line.spaces(4) + Line(title, .faint).paddedRight(to: 8)
        page.flow(first, items, most: 6)
    }

    private func separated(_ items: [Line]) -> [Line] {
        items.enumerated().map { $0 < items.count - 1 ? $1 + Line(",") : $1 }
    }

    private func design(_ design: Design) -> Line {
        let slots = design.weakSlots.map(\.description).joined(separator: ", ")
        return Line(design.name, .object) + Line(slots.isEmpty || slots == design.name ? "" : " (\(slots))", .faint)
    }
}
