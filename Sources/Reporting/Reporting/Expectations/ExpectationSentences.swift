import DesignAdvice
import LeakAnalysis
import TraceModel

/// What an unmet expectation says in plain words.
struct ExpectationSentences {
    let expectation: UnmetExpectation

    /// What is wrong.
    var opening: String {
        switch expectation.cause {
        case .leaks where expectation.summary.bytes.leaked == 0:
            "\(collected) freed by a collection, which counting never frees."
        case .leaks:
            "\(leaked): no name reaches \(isOne ? "it" : "them"), and counting never frees \(isOne ? "it" : "them")."
        case .otherLeaks(let expected) where formerPrint(expected) != nil:
            "The fingerprint \(expected) is from 0.1; it is \(formerPrint(expected) ?? "") now."
        case .otherLeaks(let expected):
            expectation.findings.contains { $0.fingerprint.hasPrefix(expected) }
                ? "\(leaked), not only by the expected leak \(expected)."
                : "\(leaked), but not by the expected leak \(expected)."
        case .noLeak(let expected):
            expected.map { "The leak \($0) is gone: nothing leaks." } ?? "Nothing leaks, where a leak was expected."
        case .nothingMade:
            "No object was made, so nothing was tested."
        case .order(let expected):
            unknown(among: expected) ?? "The objects were not freed in the expected order."
        case .failed(let failure, let place):
            "The program failed\(AdviceSentences.place(place)): \(failure)."
        case .refused(let reason):
            "\(reason)."
        }
    }

    /// What to do, each with its title.
    var remedies: [(title: String, text: String)] {
        switch expectation.cause {
        case .leaks:
            return advice + [("To accept it for now", accepting)]
        case .otherLeaks:
            return advice
        case .noLeak:
            return [("What to do", "Write expectNoLeaks, so that it stays that way.")]
        case .nothingMade:
            return [("What to do", "Make the objects inside of the expectation.")]
        case .order, .failed, .refused:
            return []
        }
    }

    /// The fingerprint of the leak that had this one before version 0.2.
    private func formerPrint(_ expected: String) -> String? {
        guard expected.count >= 8 else { return nil }
        return expectation.findings.first { Fingerprint.former(of: $0.ring).hasPrefix(expected) }?.fingerprint
    }

    private var advice: [(title: String, text: String)] {
        guard let advice = expectation.advice else { return [] }
        return [("What to do", AdviceSentences(advice: advice).recommendation + capturing(advice))]
    }

    /// A function is strong under every design, but a closure can capture weakly what it captures.
    ///
    /// Where captures are slots, they were tried.
    private func capturing(_ advice: Advice) -> String {
        guard case .clear = advice.recommendation,
            !advice.tried.contains(where: { $0.candidates.contains(where: \.isCapture) }),
            let step = expectation.findings.lazy.flatMap(\.path).first(where: { $0.captured != nil }),
            let captured = step.captured
        else { return "" }
        return " Or let the closure in `\(step.slot)` capture `\(captured)` weakly."
    }

    private var accepting: String {
        guard let finding = expectation.findings.first, expectation.findings.count == 1 else {
            return "Write a test for each finding: expectLeaks takes one fingerprint."
        }
        return "expectLeaks(\"\(finding.fingerprint)\") passes with it, and fails once it is mended or something else "
            + "leaks."
    }

    private var collected: String {
        let objects = expectation.summary.instances.collected
        if objects == 0 { return "What is no instance of a class was" }
        return "\(Wording.count(objects, "object")) \(objects == 1 ? "was" : "were")"
    }

    private var isOne: Bool { expectation.summary.instances.leaked == 1 }

    private var leaked: String {
        let objects = expectation.summary.instances.leaked
        let bytes = Wording.count(expectation.summary.bytes.leaked, "byte")
        guard objects > 0 else { return "\(bytes) leak" }
        return "\(Wording.count(objects, "object")) (\(bytes)) \(objects == 1 ? "leaks" : "leak")"
    }

    private func unknown(among expected: [String]) -> String? {
        let known = expectation.ends.flatMap { [$0.label] + (expectation.names[$0.label].map { [$0] } ?? []) }
        guard let unknown = expected.first(where: { !known.contains($0) }) else { return nil }
        let meant = Suggestion.closest(to: unknown, among: known).map { ": did you mean \($0)?" } ?? "."
        return "No object was ever called \(unknown)\(meant)"
    }
}

extension Finding.Step {
    /// The name that a closure in the field captured: `onTap[screen]`; nil for positions and keys.
    fileprivate var captured: Substring? {
        guard let open = field.lastIndex(of: "["), field.hasSuffix("]") else { return nil }
        let inside = field[field.index(after: open)...].dropLast()
        guard let first = inside.first, first.isLetter || first == "_" else { return nil }
        return inside
    }
}

/// Who was freed in which order, beside what was expected.
struct OrderTable {
    let expectation: UnmetExpectation
    let expected: [String]

    var table: TextTable {
        var table = TextTable(columns: [
            .init(title: "expected"), .init(title: "freed"), .init(title: "by", least: 20),
        ])
        for place in 0..<max(expected.count, expectation.ends.count) {
            let end = place < expectation.ends.count ? expectation.ends[place] : nil
            let wanted = place < expected.count ? expected[place] : ""
            table.rows.append([
                Line(wanted, end.map { isCalled($0.label, wanted) } ?? false ? .plain : .bad),
                end.map { name($0.label) } ?? Line(),
                end.map { moment($0.freedBy) } ?? Line(),
            ])
        }
        return table
    }

    private func isCalled(_ label: String, _ name: String) -> Bool {
        label == name || expectation.names[label] == name
    }

    private func name(_ label: String) -> Line {
        Line(label, .object) + (expectation.names[label].map { Line(" (\($0))") } ?? Line())
    }

    private func moment(_ moment: Finding.Moment?) -> Line {
        guard let moment else { return Line("never: it leaked", .bad) }
        if let ending = moment.ending { return Line(ending) }
        return Line("\(moment.file):\(moment.line)", .suspect) + Line("  \(moment.statement)")
    }
}
