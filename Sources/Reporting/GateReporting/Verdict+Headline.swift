import LeakAnalysis
import RegressionGate
import Reporting
import TraceModel

extension RegressionGate.Verdict {
    /// What it says, without the program and design, in part of a sentence.
    var headline: String {
        switch self {
        case .newLeak(let finding): "new leak: \(finding.leak)"
        case .moreLeaks(let change): "leak that grew: \(change.growth)"
        case .likely(let finding): "likely leak: \(finding.leak)"
        case .notExamined(let why):
            "not everything was examined, so nothing is proven\(why.map { ": \($0)" } ?? "")"
        case .moved(let change): "leak that moved: \(change.move)"
        case .sameName(let paths):
            "shares its name with \(Wording.list(paths.map { Wording.quoted($0) })): record each into a database of its own, "
                + "or from the folder above both"
        case .peakGrew(let bytes, let before, let bound):
            "peak of \(Wording.count(bytes, "byte")), past its bound of \(Wording.number(bound)) "
                + "(\(Wording.number(before)) in the baseline)"
        case .deadWeakReads(let read, let before):
            "weak read that finds nothing: \(Wording.count(read.reads, "time")), \(Wording.number(before)) in the baseline"
        case .otherCollector(let now, let then):
            "recorded with the collector \(now.text), the baseline with \(then.text): "
                + "record with the collector \(then.text)"
        case .programFailed(let why): "the program failed\(why.map { ": \($0)" } ?? "")"
        case .interrupted(let events):
            "interrupted after \(Wording.count(events, "event")), so nothing is proven: record it again"
        case .stopped(let reason, let events):
            "stopped\(reason.map { ": \($0)" } ?? "") after \(Wording.count(events, "event")), so nothing is proven: "
                + "make it smaller, or raise its limit"
        case .stillRecording(let events):
            "still recording, \(Wording.count(events, "event")) so far, so nothing is proven: wait for it"
        case .missing: "missing: the baseline has it, so record it, or take it out of the baseline"
        case .damaged(let why): "damaged: \(why)"
        case .fixed(let leak): "fixed: \(Wording.count(leak.instances, "cycle")) gone, \(RingWords.text(leak.ring))"
        case .known(let finding, let known):
            "known until \(known.expires) to \(known.owner): \(known.reason) (\(finding.leak))"
        case .accepted(let finding): "as in the baseline: \(finding.leak)"
        case .otherParameters(let now, let then): "other parameters: \(Self.difference(now, then))"
        case .notInBaseline: "not in the baseline yet"
        }
    }

    private static func difference(_ now: [String: String], _ then: [String: String]) -> String {
        let names = Set(now.keys).union(then.keys).sorted().filter { now[$0] != then[$0] }
        let parts = names.map { "\($0)=\(now[$0] ?? "none"), not \(then[$0] ?? "none")" }
        return parts.joined(separator: "; ")
    }
}

extension Finding {
    /// `60 objects in 30 cycles and 10 beyond them, 3,207,280 bytes`.
    fileprivate var leak: String {
        if kind == .growth { return "\(leftByPass) a pass, held by \(Wording.quoted(holder))" }
        let fate =
            collected == 0
            ? ""
            : left == 0
                ? ", freed only by collections" : ", \(Wording.number(collected)) of these freed only by collections"
        let cycles = Wording.count(instances, "cycle")
        let beyond =
            objectsKept == 0 ? "" : " and \(Wording.number(objectsKept)) beyond \(instances == 1 ? "it" : "them")"
        return
            "\(Wording.count(objectsInCycle, "object")) in \(cycles)\(beyond), \(Wording.count(retainedBytes, "byte"))\(fate)"
    }
}

extension RegressionGate.Verdict.Change {
    /// Whose code closes it, and whose did.
    fileprivate var move: String {
        let here = finding.closedBy?.function.map { "in \(Wording.quoted($0 + "()"))" } ?? "at top level"
        let there = before.closedIn.map { "in \(Wording.quoted($0 + "()"))" } ?? "at top level"
        return "closed \(here), \(there) in the baseline, as many as before; is it another leak of the same shape?"
    }

    /// `2 cycles, 1 before`; by the iteration where there are iterations.
    fileprivate var growth: String {
        if let now = finding.perPass, let then = before.perPass {
            return "\(Wording.count(now.objects, "object")) and \(Wording.count(now.bytes, "byte")) a pass, "
                + "\(Wording.number(then.objects)) and \(Wording.number(then.bytes)) before"
        }
        let parts = [
            ("cycles", finding.instances, before.instances), ("objects kept", finding.keptObjects, before.keptObjects),
        ].compactMap { noun, now, then in
            let (here, there) = (rate(now, iterations), rate(then, iterationsBefore))
            return here == there ? nil : "\(here) \(noun)\(iterations > 0 ? " an iteration" : ""), \(there) before"
        }
        return parts.joined(separator: "; ")
    }

    private func rate(_ count: Int, _ iterations: Int) -> String {
        iterations > 0 ? Wording.decimal(Double(count) / Double(iterations)) : Wording.number(count)
    }
}
