package import TraceModel

extension FindingText {
    /// A fact about a finding: what it says stands behind its title.
    package typealias Fact = (title: String, text: String)

    /// What holds on to what: further rings, what breaking the ring frees, what became of it, and which other findings
    /// it pins or is pinned by.
    package func weights(of finding: Finding) -> [Fact] {
        var facts: [Fact] = []
        for (place, ring) in finding.otherRings.enumerated() {
            facts.append((place == 0 ? "also tied by" : "", RingWords.text(ring)))
        }
        let isOneRing = finding.instances == 1 && !isTangled(finding)
        if let freed = freed(byBreaking: finding) {
            facts.append((isOneRing ? "breaking it frees" : "breaking all frees", freed))
        } else {
            facts.append(("keeps", kept(by: finding)))
        }
        if let fate = fate(of: finding) { facts.append(("fate", fate)) }
        let pinned = siblings.indices.filter { siblings[$0].heldBy.contains(finding.fingerprint) }
        if !pinned.isEmpty {
            facts.append(("also pins", Wording.list(pinned.map { "finding \($0 + 1) (\(weight(of: siblings[$0])))" })))
        }
        let holders = siblings.indices.filter { finding.heldBy.contains(siblings[$0].fingerprint) }
        if !holders.isEmpty { facts.append(("pinned by", Wording.list(holders.map { "finding \($0 + 1)" }))) }
        return facts
    }

    /// Whether breaking the ring that is drawn need not be enough.
    private func isTangled(_ finding: Finding) -> Bool {
        finding.instances == 1 && (finding.objectsInCycle > finding.length || !finding.otherRings.isEmpty)
    }

    private func weight(of finding: Finding) -> String {
        "\(instances(finding.objectsInCycle + finding.objectsKept)), \(Wording.count(finding.retainedBytes, "byte"))"
    }

    private func instances(_ count: Int) -> String {
        count == 0 ? "no instance of a class" : Wording.count(count, "object")
    }

    /// What goes once no ring of this form is left; nil where that is not known, or something else keeps a part of it.
    private func freed(byBreaking finding: Finding) -> String? {
        guard finding.heldBy.isEmpty, finding.exclusiveBytes > 0 else { return nil }
        let pinned = siblings.filter { $0.heldBy.contains(finding.fingerprint) }.reduce(0) { $0 + $1.retainedBytes }
        return finding.exclusiveBytes == finding.retainedBytes + pinned ? weight(of: finding) : nil
    }

    /// How much the cycles keep alive, be it with others.
    private func kept(by finding: Finding) -> String {
        let isOne = finding.instances == 1
        let isTangled = isTangled(finding)
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
        let members = instances(finding.objectsInCycle)
        let alone =
            finding.exclusiveBytes > 0 && finding.exclusiveBytes < finding.retainedBytes
            ? "; \(Wording.count(finding.exclusiveBytes, "byte")) of them nothing else keeps" : ""
        return "\(members)\(cycles)\(beyond), \(Wording.count(finding.retainedBytes, "byte"))\(alone)"
    }
}
