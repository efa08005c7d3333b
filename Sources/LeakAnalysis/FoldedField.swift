import TraceModel

/// The field that a chain of references reads as, when the objects inside of it are folded.
enum FoldedField {
    /// The first reference's field, and in brackets those of the references that are folded into it.
    static func text(of references: [Reference], in snapshot: GraphSnapshot, names: NameIndex) -> String {
        guard let first = references.first else { return "" }
        var text = names.fieldText(first.field)
        var before: (kind: ObjectKind?, isNamed: Bool) = (kind(of: first, in: snapshot), first.field.rawValue > 0)
        for reference in references.dropFirst() {
            let kind = kind(of: reference, in: snapshot)
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

    private static func kind(of reference: Reference, in snapshot: GraphSnapshot) -> ObjectKind? {
        reference.owner.object.flatMap(snapshot.node(of:)).map { snapshot.objects[$0].kind }
    }
}
