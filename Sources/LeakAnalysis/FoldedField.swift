import TraceModel

/// The field that a chain of references reads as, when the objects inside of it are folded.
enum FoldedField {
    /// The first reference's field, and in brackets those of the references that are folded into it.
    static func text(of references: [Reference], in snapshot: GraphSnapshot, names: NameIndex) -> String {
        guard let first = references.first else { return "" }
        let owners = references.map { kind(of: $0, in: snapshot) }
        var text = names.fieldText(first.field)
        for place in references.indices.dropFirst() where !isTold(by: place, references, owners) {
            let name = names.fieldText(references[place].field)
            text += name.hasPrefix("[") ? name : "[\(name)]"
        }
        return text
    }

    /// Whether the references around one say all that it could: a captured variable is one name, however many objects
    /// stand between the function and what the variable holds.
    private static func isTold(by place: Int, _ references: [Reference], _ owners: [ObjectKind?]) -> Bool {
        let (owner, before) = (owners[place], owners[place - 1])
        let next = place + 1 < owners.count ? owners[place + 1] : nil
        let afterNext = place + 2 < owners.count ? owners[place + 2] : nil
        switch owner {
        case .cell: return before == .function && references[place - 1].field.rawValue > 0
        case .container: return before == .function && next == .cell
        case .function: return references[place].field.rawValue <= 0 || (next == .container && afterNext == .cell)
        default: return false
        }
    }

    private static func kind(of reference: Reference, in snapshot: GraphSnapshot) -> ObjectKind? {
        reference.owner.object.flatMap(snapshot.node(of:)).map { snapshot.objects[$0].kind }
    }
}
