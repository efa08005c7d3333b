public import Reporting

/// The boxes and references of a run's pictures for Graphviz to lay out, without a letter of what they are called: sizes are enough.
public struct PictureDOT: Renderer {
    /// A renderer.
    public init() {}

    public func write(_ graph: PictureGraph, to output: inout some TextOutputStream) {
        output.write(
            """
            digraph {
              graph [rankdir=TB, nodesep=0.3, ranksep=0.42, margin=0];
              node [shape=box, fixedsize=true, label=""];
              edge [arrowhead=none, fontname="Courier", fontsize=11];

            """)
        for (place, node) in graph.nodes.enumerated() {
            let width =
                node.isRoot
                ? PictureSize.rootWidth(node.label)
                : PictureSize.boxWidth(label: node.label, detail: graph.details[place] ?? "")
            let height = node.isRoot ? PictureSize.rootHeight : PictureSize.boxHeight
            output.write("  n\(place) [width=\(Self.inches(width)), height=\(Self.inches(height))];\n")
        }
        for (place, edge) in graph.edges.enumerated() {
            let cells = DisplayText.width(PictureSize.shown(edge.field))
            let label = cells > 0 ? ", label=\"\(String(repeating: "x", count: cells + 1))\"" : ""
            // Older objects stand above younger ones, whichever holds the other: a program's order is the picture's.
            let isUpward = !graph.nodes[edge.holder].isRoot && edge.holder > edge.owned
            let (upper, lower) = isUpward ? (edge.owned, edge.holder) : (edge.holder, edge.owned)
            output.write("  n\(upper) -> n\(lower) [id=\(isUpward ? "up" : "")\(place)\(label)];\n")
        }
        output.write("}\n")
    }

    /// 72 pixels an inch, with thousandths.
    private static func inches(_ pixels: Double) -> String {
        Wording.decimal((pixels / 72 * 100).rounded(.up) / 100, grouped: false)
    }
}
