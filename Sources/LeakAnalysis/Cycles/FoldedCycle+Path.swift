package import TraceModel

extension FoldedCycle {
    /// The places of the steps that are kept: of a ring too long to be kept whole its two ends.
    private var shownSteps: [Int] { steps.indices.ends(of: Finding.mostSteps) }

    /// The objects that the kept steps name.
    package func shownObjects(in part: LeakedPart) -> [ObjectID] {
        shownSteps.flatMap { place in
            [place, (place + 1) % steps.count].map { part.object(steps[$0].owner).id }
        }
    }

    /// The kept steps with their names; `births` are those of the objects that they name.
    ///
    /// O(n) in what is kept.
    package func path(in part: LeakedPart, names: NameIndex, births: [ObjectID: ObjectBirth]) -> [Finding.Step] {
        func label(_ place: Int) -> String { names.label(of: part.object(steps[place].owner).id, births) }
        return shownSteps.map { place in
            let owner = part.object(steps[place].owner)
            let references = steps[place].references.map { part.snapshot.strong[Int($0)] }
            return Finding.Step(
                object: label(place),
                type: references.first.map { names.slot(owner: owner.type, field: $0.field).type } ?? "",
                field: FoldedField.text(of: references, in: part.snapshot, names: names),
                target: label((place + 1) % steps.count),
                slot: FoldedField.isObserved(references, names)
                    ? references.first.map { names.slot(owner: owner.type, field: $0.field) } : nil,
                count: owner.strongCount,
                born: births[owner.id].flatMap { names.moment($0.born, at: $0.site) })
        }
    }
}
