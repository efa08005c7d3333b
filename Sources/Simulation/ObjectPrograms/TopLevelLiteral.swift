import Programs
import TraceModel

/// The first top-level `K = literal` of each name: what a recording can set.
struct TopLevelLiteral: Sendable {
    var name: String
    /// Where the literal begins.
    var position: Position
    var text: String
    var kind: Parameter.Kind

    static func all(in statements: [Statement]) -> [TopLevelLiteral] {
        var found: [TopLevelLiteral] = []
        for statement in statements {
            guard case .assignment(let targets, let value) = statement.kind, targets.count == 1,
                case .name(let name) = targets[0].kind, !found.contains(where: { $0.name == name })
            else { continue }
            switch value.kind {
            case .integer(let number):
                found.append(
                    TopLevelLiteral(
                        name: name, position: value.position, text: String(number), kind: .integer(Int.min...Int.max)))
            case .float(let number):
                found.append(
                    TopLevelLiteral(name: name, position: value.position, text: number.description, kind: .number))
            default: continue
            }
        }
        return found
    }

    /// The parameter that people set, with the range that a comment declares.
    func parameter(range: ClosedRange<Int>?) -> Parameter {
        var kind = kind
        if case .integer = kind, let range { kind = .integer(range) }
        return Parameter(name: name, kind: kind, defaultValue: text, summary: "replaces `\(name) = \(text)`")
    }

    /// The text with every literal whose value was set replaced.
    static func replacing(
        _ literals: [TopLevelLiteral], in source: SourceText, with values: ParameterValues
    ) throws(RefusedPlace) -> SourceText {
        let changed = literals.filter { values.texts[$0.name] ?? $0.text != $0.text }
        guard !changed.isEmpty else { return source }
        var lines = (1...source.lineCount).map { source.line($0) }
        // The last of a line first, so that the places of those before it stay.
        for literal in changed.sorted(by: { $0.position.column > $1.position.column }) {
            let line = lines[Int(literal.position.line) - 1]
            let start = line.unicodeScalars.index(
                line.unicodeScalars.startIndex, offsetBy: Int(literal.position.column) - 1)
            let rest = line.unicodeScalars[start...]
            let end = rest.firstIndex { !($0.properties.isAlphabetic || "0123456789._-+".unicodeScalars.contains($0)) }
            lines[Int(literal.position.line) - 1] =
                String(line.unicodeScalars[..<start]) + (values.texts[literal.name] ?? literal.text)
                + String(rest[(end ?? rest.endIndex)...])
        }
        return try SourceText(Array(lines.joined(separator: "\n").utf8))
    }
}
