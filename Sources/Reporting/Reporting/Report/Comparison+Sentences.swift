package import LeakAnalysis
import TraceModel

extension Comparison {
    /// What must be known to read the figures: which slots are weak, and which runs are not whole.
    package var remarks: [(text: String, isBad: Bool)] {
        var remarks: [(text: String, isBad: Bool)] = []
        if !otherPaths.isEmpty {
            let others = Wording.list(otherPaths.map { Wording.quoted($0) })
            remarks.append(("The recording has another program of this name: \(others).", true))
        }
        for report in runs {
            let design = report.run.description.design
            if design == .writtenOut {
                remarks.append(
                    ("\(report.quotedDesign) is a text of its own, whose code makes the references weak.", false))
            }
            guard !design.weakSlots.isEmpty, design.name != Design.weak(design.weakSlots).name else { continue }
            let slots = Wording.list(design.weakSlots.map(\.description))
            remarks.append(("\(report.quotedDesign) holds \(slots) weakly.", false))
        }
        let texts = runs.map(\.run.description).filter { $0.design != .writtenOut }
        if texts.contains(where: \.explicitWeakReferences) {
            remarks.append(("As written: the program's own code makes weak references; `strong` adds none.", false))
        }
        return remarks + runs.filter(\.isPartial).map { (Self.partiality(of: $0.run), true) }
    }

    private static func partiality(of run: RunInfo) -> String {
        let design = Wording.quoted(run.description.design.name)
        let end =
            switch run.status {
            case .recording: "is still being recorded, \(Wording.count(run.events, "event")) so far"
            case .failed: "failed after \(Wording.count(run.events, "event"))"
            case .stopped: "was stopped after \(Wording.count(run.events, "event"))"
            case .interrupted, .finished: "was interrupted after \(Wording.count(run.events, "event"))"
            }
        let reason = run.failure.map { " (\(DisplayText.fit(DisplayText.escape($0), to: 160)))" } ?? ""
        return "Partial: \(design) \(end)\(reason); its figures and findings are those so far."
    }

    /// What several programs say together, in one sentence.
    package static func summary(of comparisons: [Comparison]) -> String {
        var clean = 0
        var fixed = 0
        var leaking = 0
        var incomplete = 0
        for comparison in comparisons {
            switch comparison.verdict {
            case .clean: clean += 1
            case .fixed: fixed += 1
            case .leaks: leaking += 1
            case .incomplete: incomplete += 1
            }
        }
        let parts = [
            (clean, "clean"), (fixed, "leaking in some designs"), (leaking, "leaking in every design"),
            (incomplete, "incomplete"),
        ]
        let told = parts.filter { $0.0 > 0 }.map { "\(Wording.number($0.0)) \($0.1)" }
        return "\(Wording.count(comparisons.count, "program")): \(told.joined(separator: ", "))."
    }
}
