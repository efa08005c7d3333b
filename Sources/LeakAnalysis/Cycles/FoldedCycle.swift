import TraceModel

/// A cycle as people read it: containers, cells and the like folded into the field that leads through them.
///
/// Owners and targets are the instances of the cycle; where it has none, its functions and bound methods; where it
/// has none of these either, all its objects. What is folded stands in brackets behind the field, so that the slot
/// can be told from it:
/// - an element of a list or tuple by its position as stored, of a dict by its key: `outputs[0]`, `parts['k']`;
/// - a captured variable by its name, for the function and its cell together: `callback[self]`;
/// - any other field that is folded by its name: `handler[__self__]`.
package struct FoldedCycle {
    /// One step: an owner, and the references that lead to the next.
    package struct Step {
        /// The owner, by its node in the leaked part.
        var owner: Int32
        /// The rank of the slot that the owner holds.
        var rank: Int32
        /// The references from the owner to the next, as positions in the snapshot's strong references.
        var references: [Int32]
    }

    /// The steps, from the place where the slots read least; of equal places, from the oldest object.
    package let steps: [Step]
    /// How many steps repeat to make the whole cycle.
    package let period: Int
    /// The canonical ring of slots, as far as it is kept.
    package let ring: [String]

    /// Folds the cycle of the edges at these positions.
    ///
    /// O(n).
    init(edges: [Int], slots texts: SlotRanks, in part: LeakedPart, graph: CompactGraph) {
        var steps = Self.fold(edges: edges, ranks: texts.ranks, in: part, graph: graph)
        let slots = steps.map(\.rank)
        period = Rotation.period(slots)
        guard period > 0 else {
            self.steps = []
            ring = []
            return
        }
        let least = Rotation.least(slots) % period
        let starts = stride(from: least, to: steps.count, by: period)
        let first = starts.min { steps[$0].owner < steps[$1].owner } ?? 0
        steps = Array(steps[first...] + steps[..<first])
        self.steps = steps
        ring = steps.prefix(min(period, Finding.mostSteps)).map { texts.texts[Int($0.rank)] }
    }

    /// The canonical ring of slots, by rank.
    package var key: [Int32] { steps.prefix(period).map(\.rank) }

    /// All of the cycle's references, as positions in the snapshot's strong references.
    package var references: [Int32] { steps.flatMap(\.references) }

    private static func fold(edges: [Int], ranks: [Int32], in part: LeakedPart, graph: CompactGraph) -> [Step] {
        let owners = edges.indices.map { graph.targets[edges[($0 + edges.count - 1) % edges.count]] }
        let kinds = owners.map { part.object($0).kind }
        let isAnchor: (ObjectKind) -> Bool =
            if kinds.contains(.instance) {
                { $0 == .instance }
            } else if kinds.contains(where: { $0 == .function || $0 == .boundMethod }) {
                { $0 == .function || $0 == .boundMethod }
            } else {
                { _ in true }
            }
        guard let begin = kinds.firstIndex(where: isAnchor) else { return [] }
        var steps: [Step] = []
        for place in 0..<edges.count {
            let index = (begin + place) % edges.count
            let label = graph.labels[edges[index]]
            if isAnchor(kinds[index]) {
                let next = (index + 1) % edges.count
                let nextField = part.snapshot.strong[Int(graph.labels[edges[next]])].field
                let isCapture = FoldedField.isCapture(of: kinds[index], through: kinds[next], field: nextField)
                let rank = ranks[edges[isCapture ? next : index]]
                steps.append(Step(owner: owners[index], rank: rank, references: [label]))
            } else {
                steps[steps.count - 1].references.append(label)
            }
        }
        return steps
    }
}
