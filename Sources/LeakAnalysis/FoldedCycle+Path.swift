import TraceModel

extension FoldedCycle {
    /// Of a longer ring only so many objects at each end carry the place of their allocation.
    private static let mostBirths = 100

    private func tellsBirth(_ place: Int) -> Bool {
        place < Self.mostBirths || place >= steps.count - Self.mostBirths
    }

    /// The events that allocated the owners whose steps tell them.
    func births(in part: LeakedPart) -> [Int?] {
        steps.indices.filter(tellsBirth).map { part.object(steps[$0].owner).born }
    }

    /// The steps with their names.
    ///
    /// O(n).
    func path(in part: LeakedPart, names: NameIndex, moments: Moments) -> [Finding.Step] {
        let labels = steps.map { names.label(of: part.object($0.owner)) }
        return steps.indices.map { place in
            let owner = part.object(steps[place].owner)
            let references = steps[place].references.map { part.snapshot.strong[Int($0)] }
            return Finding.Step(
                object: labels[place],
                type: references.first.map { names.slot(owner: owner.type, field: $0.field).type } ?? "",
                field: FoldedField.text(of: references, in: part.snapshot, names: names),
                target: labels[(place + 1) % labels.count],
                count: owner.isCountKnown ? owner.strongCount : nil,
                born: tellsBirth(place) ? moments[owner.born] : nil
            )
        }
    }
}
