import LeakAnalysis
import Reporting
import TraceModel

/// One finding on the page: the ring, who closed and orphaned it, and the history of each member.
struct FindingPart {
    let finding: Finding
    let number: Int
    let report: RunReport
    let run: ProgramPage.Run?
    /// Where the page shows an event, as the part of an address; nil where it does not.
    var address: (Finding.Moment) -> String? = { _ in nil }
    /// What to change, where this is the finding that it is told with.
    let change: View?

    private var words: FindingText { FindingText(names: run?.names ?? [:], siblings: report.findings) }

    /// What the template fills in.
    var view: View {
        [
            "number": number, "title": words.title(of: finding), "steps": steps,
            "isRing": finding.kind != .growth, "root": shown(finding.growth?.root),
            "back": HTMLText.label(finding.path.last?.target ?? "", cells: 60), "hasChange": change != nil,
            "change": change ?? [:],
            "facts": facts, "histories": histories,
        ]
    }

    private func shown(_ text: String?) -> String { HTMLText.shown(text ?? "", cells: 60) }

    private var steps: [View] {
        ShownStep.of(finding.path, length: finding.length).map { shownStep in
            let (step, skipped) = (shownStep.step, shownStep.skipped)
            var remarks = step.count.map { ["count \($0)"] } ?? []
            if let born = step.born { remarks.append("made at \(shown(born.file)):\(born.line)") }
            return [
                "object": HTMLText.label(step.object, cells: 60), "name": shown(run?.names[step.object]),
                "hasName": run?.names[step.object] != nil, "field": shown(step.field),
                "slot": shown(step.slot.description), "remarks": remarks.joined(separator: ", "),
                "skipped": skipped > 0 ? "… \(Wording.count(skipped, "more object")) …" : "",
            ]
        }
    }

    private var facts: [View] {
        if finding.kind == .growth {
            return [
                ["title": "Held by", "isMoment": true, "statement": shown(finding.holder), "place": "", "address": ""],
                words("Measured", FindingText.measured(finding)),
                [
                    "title": "Fingerprint", "isMoment": true, "statement": shown(finding.fingerprint), "place": "",
                    "address": "",
                ],
            ]
        }
        var facts = finding.seenAt.map { [words("Seen at", $0)] } ?? []
        // What an observed run does not know is not mentioned in every line.
        for (title, event) in [("Closed by", finding.closedBy), ("Lost when", finding.orphanedBy)]
        where finding.seenAt == nil || event != nil {
            facts.append(moment(title, event))
        }
        if let through = finding.orphanedThrough, through.returned == nil { facts.append(moment("through", through)) }
        facts += words.weights(of: finding).map {
            words($0.title.prefix(1).uppercased() + $0.title.dropFirst(), $0.text)
        }
        if finding.instances > 1 {
            facts.append(words("Showing", "1 of \(Wording.number(finding.instances)) such cycles"))
        }
        facts.append([
            "title": "Fingerprint", "isMoment": true, "statement": shown(finding.fingerprint), "place": "",
            "address": "",
        ])
        return facts
    }

    private func words(_ title: String, _ text: String) -> View {
        ["title": title, "isMoment": false, "text": HTMLText.prose(text), "address": ""]
    }

    private func moment(_ title: String, _ moment: Finding.Moment?) -> View {
        guard let moment else { return words(title, "unknown: the events do not tell") }
        // The events of an observed run are not there to be looked at.
        let event = finding.seenAt == nil ? ", event \(Wording.number(moment.seq))" : ""
        var view: View =
            if let ending = moment.ending {
                words(title, ending + event)
            } else {
                [
                    "title": title, "isMoment": true, "statement": HTMLText.shown(moment.statement, cells: 120),
                    "place": "\(shown(moment.file)):\(moment.line)\(event)", "address": "",
                ]
            }
        if let address = address(moment) { view["address"] = address }
        return view
    }

    private var histories: [View] {
        finding.shownSteps.compactMap { step in run?.histories[step.object].map { HistoryPart(history: $0).view } }
    }
}
