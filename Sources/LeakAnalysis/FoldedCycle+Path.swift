import TraceModel

extension FoldedCycle {
    /// The steps with their names.
    ///
    /// O(n).
    func path(in part: LeakedPart, names: NameIndex) -> [Finding.Step] {
        let labels = steps.map { names.label(of: part.object($0.owner)) }
        return steps.indices.map { place in
            let owner = part.object(steps[place].owner)
            let references = steps[place].references.map { part.snapshot.strong[Int($0)] }
            return Finding.Step(
                object: labels[place],
                type: references.first.map { names.slot(owner: owner.type, field: $0.field).type } ?? "",
                field: Self.field(of: references, in: part, names: names),
                target: labels[(place + 1) % labels.count]
            )
        }
    }

    /// The first reference's field, and in brackets those of the references that are folded into it.
    private static func field(of references: [Reference], in part: LeakedPart, names: NameIndex) -> String {
        guard let first = references.first else { return "" }
        var text = names.fieldText(first.field)
        var before: (kind: ObjectKind?, isNamed: Bool) = (kind(of: first, in: part), first.field.rawValue > 0)
        for reference in references.dropFirst() {
            let kind = kind(of: reference, in: part)
            let isCellOfFunction = kind == .cell && before.kind == .function && before.isNamed
            let isFunctionWithoutName = kind == .function && reference.field.rawValue <= 0
            if !isCellOfFunction && !isFunctionWithoutName {
                let name = names.fieldText(reference.field)
                text += name.hasPrefix("[") ? name : "[\(name)]"
            }
            before = (kind, reference.field.rawValue > 0)
        }
        return text
    }

    private static func kind(of reference: Reference, in part: LeakedPart) -> ObjectKind? {
        reference.owner.object.flatMap(part.snapshot.node(of:)).map { part.snapshot.objects[$0].kind }
    }
}
