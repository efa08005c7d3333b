import LeakAnalysis
package import TraceModel

/// One leaked cycle for people: the ring in the order of its references, and who closed and orphaned it.
package struct FindingText {
    /// The names that objects were bound to, by label.
    package var names: [String: String] = [:]
    /// The findings that the cycles are told beside, in the order of their numbers.
    package var siblings: [Finding] = []
    /// Whether nobody can look at the events, and a fingerprint must be whole, to be written into a test.
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
        if let seenAt = finding.seenAt { addWords("seen at", seenAt, to: &page) }
        // What an observed run does not tell is not asked for in every line.
        for (title, event) in [("closed by", finding.closedBy), ("orphaned by", finding.orphanedBy)]
        where tellsEvents && finding.seenAt == nil || event != nil {
            addMoment(title, event, of: finding, to: &page)
        }
        if let through = finding.orphanedThrough, through.returned == nil {
            addMoment("through", through, of: finding, to: &page)
        }
        for (place, ring) in finding.otherRings.enumerated() {
            addWords(place == 0 ? "also tied by" : "", RingWords.text(ring), to: &page)
        }
        addWords("keeps", kept(by: finding), to: &page)
        if let fate = fate(of: finding) { addWords("fate", fate, to: &page) }
        if let alone = keptAlone(by: finding) { addWords("alone", alone, to: &page) }
        let holds = siblings.indices.filter { siblings[$0].heldBy.contains(finding.fingerprint) }
        if !holds.isEmpty { addWords("holds", numbers(holds), to: &page) }
        let holders = siblings.indices.filter { finding.heldBy.contains(siblings[$0].fingerprint) }
        if !holders.isEmpty { addWords("held by", numbers(holders), to: &page) }
        let print = DisplayText.fit(DisplayText.escape(finding.fingerprint), to: isForTests ? Fingerprint.digits : 9)
        if finding.instances == 1 {
            page.add(fact("fingerprint") + Line(print))
        } else {
            page.add(fact("showing") + Line("1 of \(Wording.number(finding.instances)) with fingerprint \(print)"))
        }
    }

    private func addGrowth(_ finding: Finding, to page: inout Page) {
        page.flow(
            fact("held by"), page.words(finding.holder, indent: Self.factIndent).map { Line($0, .suspect) }, most: 4)
        if let last = finding.path.last { page.add(fact("such as") + Line(last.target, .object)) }
        addWords("measured", Self.measured(finding), to: &page)
        let print = DisplayText.fit(DisplayText.escape(finding.fingerprint), to: isForTests ? Fingerprint.digits : 9)
        page.add(fact("fingerprint") + Line(print))
    }

    /// Over what a growth was measured.
    package static func measured(_ finding: Finding) -> String {
        "\(Wording.count(finding.grownObjects, "object")) and \(Wording.count(finding.grownBytes, "byte")) of "
            + "\(Wording.count(finding.growth?.passes ?? 0, "pass", "passes")), still reached when the program ended"
    }

    private static let factIndent = 16
    /// A field as long as this is no answer but a flood.
    private static let mostFieldLines = 4

    /// How many cells the name of a file may take.
    private var mostFile: Int { isForTests ? 48 : 28 }

    private func addWords(_ title: String, _ text: String, to page: inout Page) {
        page.flow(fact(title), text.split(separator: " ").map { Line(String($0)) }, most: 4)
    }

    /// `finding 1`, `findings 1 and 2`.
    package func numbers(_ places: [Int]) -> String {
        (places.count == 1 ? "finding " : "findings ") + Wording.list(places.map { String($0 + 1) })
    }

    /// What nothing else keeps, where that is not all that the cycles reach.
    package func keptAlone(by finding: Finding) -> String? {
        guard finding.exclusiveBytes > 0, finding.exclusiveBytes != finding.retainedBytes else { return nil }
        return "\(Wording.count(finding.exclusiveObjects, "object")) and "
            + "\(Wording.count(finding.exclusiveBytes, "byte")) that nothing else keeps"
    }

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

    private func fact(_ title: String) -> Line {
        Line.spaces(3) + Line(title, .faint).paddedRight(to: FindingText.factIndent - 3)
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

    /// How much the cycles keep alive.
    package func kept(by finding: Finding) -> String {
        let isOne = finding.instances == 1
        // Then to break the cycle that is drawn need not be enough.
        let isTangled = isOne && (finding.objectsInCycle > finding.length || !finding.otherRings.isEmpty)
        let cycles =
            if isTangled {
                " tied by more than this ring"
            } else if isOne {
                finding.objectsKept == 0 ? "" : " in the cycle"
            } else {
                " in \(Wording.number(finding.instances)) cycles"
            }
        let kept = Wording.number(finding.objectsKept)
        let beyond = finding.objectsKept == 0 ? "" : " and \(kept) beyond \(isOne && !isTangled ? "it" : "them")"
        let members =
            finding.objectsInCycle == 0 ? "no instance of a class" : Wording.count(finding.objectsInCycle, "object")
        return "\(members)\(cycles)\(beyond), \(Wording.count(finding.retainedBytes, "byte"))"
    }

    private func addMoment(_ title: String, _ moment: Finding.Moment?, of finding: Finding, to page: inout Page) {
        // The events of an observed run are not there to be looked at.
        page.addMoment(fact(title), moment, mostFile: mostFile, hasEvent: !isForTests && finding.seenAt == nil)
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
        return Line(label, .object).fitted(to: width - name.width) + name
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
