import LeakAnalysis
package import TraceModel

/// One leaked cycle for people: the ring in the order of its references, and who closed and orphaned it.
package struct FindingText {
    /// The names that objects were bound to, by label.
    package var names: [String: String] = [:]
    /// The findings that the cycles are told beside, in the order of their numbers.
    package var siblings: [Finding] = []
    /// Whether the events are out of reach, and a fingerprint must be whole, to be written into a test.
    package var isForTests = false
    /// Whether a row says that the events do not tell when a ring was closed and lost.
    package var tellsEvents = true

    /// What is told of each finding beside the finding itself.
    package init(
        names: [String: String] = [:], siblings: [Finding] = [], isForTests: Bool = false, tellsEvents: Bool = true
    ) {
        (self.names, self.siblings, self.isForTests, self.tellsEvents) = (names, siblings, isForTests, tellsEvents)
    }

    /// Adds the finding.
    package func add(_ finding: Finding, number: Int, to page: inout Page) {
        page.add(Line("\(number). \(title(of: finding))", .bad))
        if finding.kind == .growth { return addGrowth(finding, to: &page) }
        addRing(finding.path, length: finding.length, to: &page)
        if let seenAt = finding.seenAt { page.addFact("seen at", seenAt) }
        // What an observed run does not know is not mentioned in every line.
        for (title, event) in [("closed by", finding.closedBy), ("lost when", finding.orphanedBy)]
        where tellsEvents && finding.seenAt == nil || event != nil {
            addMoment(title, event, of: finding, to: &page)
        }
        if let through = finding.orphanedThrough, through.returned == nil {
            addMoment("through", through, of: finding, to: &page)
        }
        for (title, text) in weights(of: finding) { page.addFact(title, text) }
        page.addFact("fingerprint", fingerprint(of: finding))
    }

    private func addGrowth(_ finding: Finding, to page: inout Page) {
        page.addFact("held by", page.words(finding.holder, indent: page.factIndent).map { Line($0, .suspect) })
        if let last = finding.path.last { page.addFact("such as", [Line(last.target, .object)]) }
        page.addFact("measured", Self.measured(finding))
        page.addFact("fingerprint", fingerprint(of: finding))
    }

    private func fingerprint(of finding: Finding) -> String {
        let print = DisplayText.fit(DisplayText.escape(finding.fingerprint), to: isForTests ? Fingerprint.digits : 9)
        return finding.instances > 1 ? "\(print), 1 of \(Wording.number(finding.instances)) shown" : print
    }

    /// Over what a growth was measured.
    package static func measured(_ finding: Finding) -> String {
        "\(Wording.count(finding.grownObjects, "object")) and \(Wording.count(finding.grownBytes, "byte")) of "
            + "\(Wording.count(finding.growth?.passes ?? 0, "pass", "passes")), still reached when the program ended"
    }

    /// A field as long as this is no answer but a flood.
    private static let mostFieldLines = 4

    /// How many cells the name of a file may take.
    private var mostFile: Int { isForTests ? 48 : 28 }

    /// What became of the cycles, where a collection of the program freed any of them.
    package func fate(of finding: Finding) -> String? {
        guard finding.collected > 0 else { return nil }
        guard finding.left > 0 else {
            let them = finding.collected == 1 ? "it" : "all of them"
            return "a collection of the program freed \(them); counting never would"
        }
        return "\(Wording.number(finding.left)) left, \(Wording.number(finding.collected)) freed by collections of the "
            + "program"
    }

    /// What it is, in few words.
    package func title(of finding: Finding) -> String {
        switch finding.kind {
        case .selfReference: "An object that holds itself\(likely(finding))"
        case .growth: "Every pass leaves \(finding.leftByPass) within reach"
        case .cycle: "A cycle of \(Wording.count(finding.length, "object"))\(likely(finding))"
        }
    }

    private func likely(_ finding: Finding) -> String {
        finding.certainty == .likely ? ", likely: if what may be a reference is one" : ""
    }

    private func addMoment(_ title: String, _ moment: Finding.Moment?, of finding: Finding, to page: inout Page) {
        // The events of an observed run are not there to be looked at.
        page.addMoment(title, moment, mostFile: mostFile, hasEvent: !isForTests && finding.seenAt == nil)
    }
}

extension FindingText {
    /// Adds a ring of `length` steps as it closes on itself; `path` are those that are kept.
    package func addRing(_ path: [Finding.Step], length: Int, to page: inout Page) {
        let shown = ShownStep.of(path, length: length)
        let widestField = shown.map { Line($0.step.dottedField).width }.max() ?? 0
        let hasSlots = shown.contains { $0.step.slotIsNews }
        let field = min(widestField, hasSlots ? page.layout.width / 3 : page.layout.width - 7)
        for (place, shown) in shown.enumerated() {
            if shown.skipped > 0 {
                page.add("   ┆", .faint)
                page.add(Line("   ┆   … \(Wording.count(shown.skipped, "more object")) …", .faint))
                page.add("   ┆", .faint)
            }
            addStep(shown.step, corner: place == 0 ? "╭→ " : "├→ ", field: field, hasSlots: hasSlots, to: &page)
        }
        page.add(Line("   ╰─ ", .faint) + Line("back to ") + Line(path.last?.target ?? "", .object))
    }

    private func addStep(_ step: Finding.Step, corner: String, field: Int, hasSlots: Bool, to page: inout Page) {
        let facts = facts(of: step)
        let object = object(step.object, width: page.layout.width - 6 - min(facts.width, page.layout.width * 3 / 5))
        page.add(Line("   \(corner)", .faint) + object + facts)
        let pieces = page.pieces(ofField: step.dottedField, room: max(field, 8))
        let slot = hasSlots && !step.slot.field.isEmpty ? Line("   slot \(step.slot.description)", .faint) : Line()
        for (place, piece) in pieces.prefix(Self.mostFieldLines).enumerated() {
            let isCut = place == Self.mostFieldLines - 1 && pieces.count > Self.mostFieldLines
            let name = Line(isCut ? piece + "……" : piece, .suspect).fitted(to: max(field, 8)).paddedRight(to: field)
            page.add(Line("   │   ", .faint) + name + (place == 0 ? slot : Line()))
        }
    }

    /// The owner's count, and where it was made.
    private func facts(of step: Finding.Step) -> Line {
        var facts: [String] = []
        if let count = step.count { facts.append("count \(count)") }
        if let born = step.born {
            facts.append("made at \(DisplayText.fitEnd(DisplayText.escape(born.file), to: mostFile)):\(born.line)")
        }
        return facts.isEmpty ? Line() : Line("   " + facts.joined(separator: ", "), .faint)
    }

    private func object(_ label: String, width: Int) -> Line {
        let room = max(width - Line(label).width, width / 3)
        let name = names[label].map { Line(" (\($0))").fitted(to: room) } ?? Line()
        return Line(DisplayText.fitMiddle(DisplayText.escape(label), to: width - name.width), .object) + name
    }
}

extension Finding.Step {
    /// Whether the slot cannot be read off the owner and the field beside it.
    fileprivate var slotIsNews: Bool {
        !slot.field.isEmpty && (!object.hasPrefix("\(type)#") || slot.field != field)
    }

    /// The field as code names it: `.next`, and `[0]` of a container that is shown itself.
    package var dottedField: String { field.hasPrefix("[") ? field : ".\(field)" }
}
