import LeakAnalysis
import RegressionGate
import Reporting
import TraceModel

/// A verdict in words, the same in every format; nothing in it is escaped.
struct VerdictText {
    /// A fact of a finding.
    struct Fact {
        /// What it is: `closed by`.
        var title: String
        /// The fact.
        var text: String
    }

    /// What sort of verdict it is.
    let rule: GateRule
    /// What it weighs.
    let weight: Verdict.Weight
    /// What it says, without the program and design.
    let headline: String
    /// The ring and its statements, if it is about a leak.
    let facts: [Fact]
    /// The leak's full fingerprint.
    let fingerprint: String?
    /// The leak in the run; nil for one that is gone.
    let finding: Finding?
    /// The place in the program to show; nil where there is none.
    let place: Finding.Moment?
    /// Who is responsible for the leak; nil where nobody is.
    let known: KnownLeak?

    /// Tells a verdict.
    init(_ verdict: Verdict) {
        rule = GateRule(verdict)
        weight = verdict.weight
        headline = verdict.headline
        known = if case .known(_, let known) = verdict { known } else { nil }
        finding = verdict.finding
        if let finding {
            fingerprint = finding.fingerprint
            facts = Self.facts(of: finding)
            place = finding.closedBy ?? finding.orphanedBy
        } else if case .fixed(let leak) = verdict {
            fingerprint = leak.fingerprint
            facts =
                [Fact(title: "ring", text: RingWords.text(leak.ring))]
                + (leak.closedBy.map { [Fact(title: "closed by", text: $0)] } ?? [])
            place = nil
        } else if case .deadWeakReads(let read, _) = verdict {
            fingerprint = nil
            facts = [Fact(title: "read by", text: read.moment.text)]
            place = read.moment
        } else {
            fingerprint = nil
            facts = []
            place = nil
        }
    }

    private static func facts(of finding: Finding) -> [Fact] {
        if finding.kind == .growth { return [Fact(title: "held by", text: finding.holder)] }
        var facts = [Fact(title: "ring", text: RingWords.text(finding.path, length: finding.length))]
        for ring in finding.otherRings { facts.append(Fact(title: "also tied by", text: RingWords.text(ring))) }
        for (title, moment) in [
            ("closed by", finding.closedBy), ("lost when", finding.orphanedBy), ("through", finding.orphanedThrough),
        ] {
            if let moment, title != "through" || moment.returned == nil {
                facts.append(Fact(title: title, text: moment.text))
            }
        }
        return facts
    }
}
