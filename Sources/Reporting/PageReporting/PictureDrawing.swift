import LeakAnalysis
import Reporting
import TraceModel

/// One run's picture as the parts of an SVG: everything that any step shows, in the state of the last.
struct PictureDrawing {
    let graph: PictureGraph
    let layout: PictureLayout
    let scene: PictureScene

    private static let margin = 10.0

    /// What the template draws.
    var view: View {
        let width = layout.size.x + 2 * Self.margin
        let height = layout.size.y + 2 * Self.margin
        return [
            "box": "\(pixels(-Self.margin)) \(pixels(-Self.margin)) \(pixels(width)) \(pixels(height))",
            "width": pixels(width), "height": pixels(height),
            "edges": graph.edges.indices.compactMap(edge), "roots": roots, "boxes": boxes,
        ]
    }

    private var roots: [View] {
        graph.nodes.indices.filter { graph.nodes[$0].isRoot }.compactMap { node in
            guard let middle = layout.nodes[node] else { return nil }
            let width = PictureSize.rootWidth(graph.nodes[node].label)
            return [
                "node": node, "state": scene.roots.contains(node) ? "" : " off",
                "name": PictureSize.shown(graph.nodes[node].label), "middle": pixels(width / 2),
                "width": pixels(width), "height": pixels(PictureSize.rootHeight),
                "x": pixels(middle.x - width / 2), "y": pixels(middle.y - PictureSize.rootHeight / 2),
            ]
        }
    }

    private var boxes: [View] {
        graph.nodes.indices.filter { !graph.nodes[$0].isRoot }.compactMap { node in
            guard let middle = layout.nodes[node] else { return nil }
            let detail = graph.details[node] ?? ""
            let width = PictureSize.boxWidth(label: graph.nodes[node].label, detail: detail)
            let (state, count) = state(of: node)
            return [
                "node": node, "state": state, "count": count, "label": PictureSize.shown(graph.nodes[node].label),
                "detail": HTMLText.shown(detail), "width": pixels(width), "height": pixels(PictureSize.boxHeight),
                "x": pixels(middle.x - width / 2), "y": pixels(middle.y - PictureSize.boxHeight / 2),
                "chip": pixels(width - 38), "chipMiddle": pixels(width - 22),
            ]
        }
    }

    /// The classes of a box and its count, as the script sets them.
    private func state(of node: Int) -> (state: String, count: String) {
        switch scene.boxes[node] {
        case .alive(let count, let isReached): (isReached ? "" : " leaked", count.map(String.init) ?? "?")
        case .freed: (" freed", "†")
        case .gone: (" gone", "†")
        case .unborn, nil: (" off", "")
        }
    }

    private func edge(_ place: Int) -> View? {
        guard let line = layout.edges[place], let tip = line.points.last else { return nil }
        let before = line.points.dropLast().last { $0 != tip } ?? tip
        var state = scene.holds(place) ? "" : " off"
        if scene.weak.contains(place) { state += " weak" }
        if scene.cyclic.contains(place) { state += " cyclic" }
        var view: View = [
            "edge": place, "state": state, "path": path(line.points), "head": head(at: tip, from: before),
            "hasLabel": false,
        ]
        if let label = line.label, !graph.edges[place].field.isEmpty {
            view["hasLabel"] = true
            view["field"] = PictureSize.shown(graph.edges[place].field)
            view["x"] = pixels(label.x)
            view["y"] = pixels(label.y + 4)
        }
        return view
    }

    private func path(_ points: [PictureLayout.Point]) -> String {
        guard let first = points.first else { return "" }
        let rest = points.dropFirst().map { "\(pixels($0.x)) \(pixels($0.y))" }
        return "M\(pixels(first.x)) \(pixels(first.y))C\(rest.joined(separator: " "))"
    }

    /// A triangle whose tip is the end of the line.
    private func head(at tip: PictureLayout.Point, from before: PictureLayout.Point) -> String {
        let (dx, dy) = (tip.x - before.x, tip.y - before.y)
        let length = max((dx * dx + dy * dy).squareRoot(), 0.001)
        let (ux, uy) = (dx / length, dy / length)
        let (backX, backY) = (tip.x - 8 * ux, tip.y - 8 * uy)
        let corners = [
            tip, .init(x: backX - 3.6 * uy, y: backY + 3.6 * ux), .init(x: backX + 3.6 * uy, y: backY - 3.6 * ux),
        ]
        return "M" + corners.map { "\(pixels($0.x)) \(pixels($0.y))" }.joined(separator: "L") + "Z"
    }

    /// A length with one decimal.
    private func pixels(_ value: Double) -> String { Wording.decimal((value * 10).rounded() / 10, grouped: false) }
}
