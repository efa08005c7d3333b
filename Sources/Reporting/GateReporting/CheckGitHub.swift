import LeakAnalysis
public import RegressionGate
public import Reporting
import TraceModel

/// `check` as annotations of a GitHub workflow: an error an objection, a notice a note, then the whole in one sentence.
///
/// GitHub shows ten annotations of a kind a step, so the weightiest come first.
public struct CheckGitHub: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ result: GateResult, to output: inout some TextOutputStream) {
        for (judgement, verdictText) in result.verdictTexts where verdictText.rule != .accepted {
            let facts = verdictText.facts.map { "\($0.title): \($0.text)" }
            write(
                verdictText.weight == .note ? "notice" : "error", place: verdictText.place,
                title: "\(judgement.subject): \(verdictText.rule.rawValue)",
                lines: [verdictText.headline] + facts, to: &output)
        }
        for entry in result.entries where entry.isStale {
            write(
                result.isStrict ? "error" : "warning", place: nil, title: entry.leak.place, lines: [entry.complaint],
                to: &output)
        }
        // An annotation is a line that begins with two colons; this one never does.
        output.write("\(result.word) \(DisplayText.escape(result.sentence))\n")
    }

    private func write(
        _ command: String, place: Finding.Moment?, title: String, lines: [String],
        to output: inout some TextOutputStream
    ) {
        var properties: [String] = []
        if let place, !place.file.isEmpty {
            properties += ["file=\(property(place.file))"]
            if place.line > 0 { properties += ["line=\(place.line)"] }
        }
        properties += ["title=\(property(title))"]
        let message = lines.map { data($0) }.joined(separator: "%0A")
        output.write("::\(command) \(properties.joined(separator: ","))::\(message)\n")
    }

    /// What stands behind the colons: a percent sign begins an escape.
    private func data(_ text: String) -> String { DisplayText.escape(text).replacing("%", with: "%25") }

    /// What stands between the colons: commas and colons end it.
    private func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
