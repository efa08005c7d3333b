import Inspection
import LeakAnalysis
import TraceModel

/// `graph` in the language of Graphviz: instances as boxes, names as roots, weak references dashed.
public struct GraphDOT: Renderer {
    /// A renderer.
    public init() {}

    public func write(_ drawing: Drawing, to output: inout some TextOutputStream) {
        let picture = drawing.picture
        let title = [drawing.title, drawing.omission].compactMap(\.self)
        output.write(
            """
            digraph objects {
              graph [rankdir=LR, labelloc=t, labeljust=l, label=\(quote(title)), \(GraphDOT.font), fontsize=12];
              node [shape=box, style="rounded,filled", \(GraphDOT.font), fontsize=11];
              edge [\(GraphDOT.font), fontsize=10, arrowsize=0.7];

            """)
        for (place, root) in picture.roots.enumerated() {
            let name = DisplayText.fit(DisplayText.escape(root), to: 40)
            output.write("  n\(place) [label=\(quote([name])), shape=plaintext, style=\"\", width=0, margin=0.06];\n")
        }
        for box in picture.boxes {
            let look = "class=\"\(box.state.name)\", \(box.state.look)"
            output.write("  o\(box.id.rawValue) [label=\(quote([box.title, box.facts])), \(look)];\n")
        }
        for arrow in picture.arrows { add(arrow, to: &output) }
        output.write("}\n")
    }

    private func add(_ arrow: ObjectPicture.Arrow, to output: inout some TextOutputStream) {
        let holder =
            switch arrow.holder {
            case .root(let place): "n\(place)"
            case .object(let id): "o\(id.rawValue)"
            }
        var attributes: [String] = []
        if !arrow.field.isEmpty { attributes.append("label=\(quote([arrow.title]))") }
        attributes.append("class=\"\(arrow.isStrong ? "strong" : "weak")\"")
        if !arrow.isStrong { attributes.append("style=dashed") }
        attributes.append(arrow.isInCycle ? "color=\"\(GraphDOT.red)\", penwidth=1.6" : "color=\"\(GraphDOT.grey)\"")
        output.write("  \(holder) -> o\(arrow.owned.rawValue) [\(attributes.joined(separator: ", "))];\n")
    }

    private static let font = "fontname=\"Helvetica,Arial,sans-serif\""
    fileprivate static let red = "#b42318"
    fileprivate static let grey = "#57606a"

    /// Lines as a DOT string: quotes and backslashes would end it or be commands, and `&` would begin an entity.
    private func quote(_ lines: [String]) -> String {
        let safe = lines.map { line in
            DisplayText.escape(line)
                .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("&", with: "&amp;")
        }
        return "\"\(safe.joined(separator: "\\n"))\""
    }
}

extension ObjectPicture.State {
    /// The name that a style sheet can use.
    package var name: String {
        switch self {
        case .reached: "reached"
        case .inCycle: "cycle"
        case .kept: "kept"
        }
    }

    fileprivate var look: String {
        switch self {
        case .reached: "fillcolor=\"#f6f8fa\", color=\"\(GraphDOT.grey)\""
        case .inCycle: "fillcolor=\"#ffd9d4\", color=\"\(GraphDOT.red)\", penwidth=2"
        case .kept: "fillcolor=\"#fff1ef\", color=\"\(GraphDOT.red)\""
        }
    }
}
