import Inspection
import LeakAnalysis
import TraceModel

/// `graph` as a Mermaid flowchart, which GitHub draws in a Markdown page.
public struct GraphMermaid: Renderer {
    /// A renderer.
    public init() {}

    /// More boxes, with their arrows and the longest names, could pass the 50,000 characters that Mermaid reads.
    public static let mostBoxes = 50

    public func write(_ drawing: Drawing, to output: inout some TextOutputStream) {
        let picture = drawing.picture
        output.write("flowchart LR\n")
        output.write("  accTitle: \(encode(drawing.title))\n")
        for (place, root) in picture.roots.enumerated() {
            output.write("  n\(place)([\"\(fit(root, 24))\"])\n")
        }
        for box in picture.boxes {
            let name = box.name.map { " (\(fit($0, 12)))" } ?? ""
            let text = "\(fit(box.label, 30))\(name)<br/>\(encode(box.facts))"
            output.write("  o\(box.id.rawValue)[\"\(text)\"]\(box.state.suffix)\n")
        }
        for arrow in picture.arrows { add(arrow, to: &output) }
        if let omission = drawing.omission { output.write("  more[\"\(encode(omission))\"]:::more\n") }
        writeLooks(of: picture, to: &output)
    }

    private func add(_ arrow: ObjectPicture.Arrow, to output: inout some TextOutputStream) {
        let holder =
            switch arrow.holder {
            case .root(let place): "n\(place)"
            case .object(let id): "o\(id.rawValue)"
            }
        let line = arrow.isStrong ? "-->" : "-.->"
        let label = arrow.field.isEmpty ? "" : "|\"\(fit(arrow.field, 24))\"|"
        output.write("  \(holder) \(line)\(label) o\(arrow.owned.rawValue)\n")
    }

    private func writeLooks(of picture: ObjectPicture, to output: inout some TextOutputStream) {
        // Dark text in every theme: the boxes are light.
        output.write("  classDef inCycle fill:#ffd9d4,stroke:#b42318,stroke-width:2px,color:#1f2328\n")
        output.write("  classDef kept fill:#fff1ef,stroke:#b42318,color:#1f2328\n")
        output.write("  classDef more fill:none,stroke:none\n")
        let red = picture.arrows.indices.filter { picture.arrows[$0].isInCycle }.map(String.init)
        guard !red.isEmpty else { return }
        output.write("  linkStyle \(red.joined(separator: ",")) stroke:#b42318,stroke-width:2px\n")
    }

    private func fit(_ text: String, _ cells: Int) -> String {
        encode(DisplayText.fit(DisplayText.escape(text), to: cells))
    }

    /// Everything but letters, digits and plain punctuation as `#35;`.
    ///
    /// Mermaid reads tags, entities, Markdown, formulas and even `%%{directives}%%` inside quoted text.
    private func encode(_ text: String) -> String {
        var result = ""
        for scalar in DisplayText.escape(text).unicodeScalars {
            let isPlain =
                scalar.value > 0x7F || scalar.properties.isAlphabetic
                || " 0123456789_.,:()[]/+-=".unicodeScalars.contains(scalar)
            if isPlain { result.unicodeScalars.append(scalar) } else { result += "#\(scalar.value);" }
        }
        return result
    }
}

extension ObjectPicture.State {
    fileprivate var suffix: String {
        switch self {
        case .reached: ""
        case .inCycle: ":::inCycle"
        case .kept: ":::kept"
        }
    }
}
