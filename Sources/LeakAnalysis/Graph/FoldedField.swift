package import TraceModel

/// The field that a chain of references reads as, when the objects inside of it are folded.
package enum FoldedField {
    /// The first reference's field, and in brackets those of the references that are folded into it.
    ///
    /// What a function captures reads as the variable.
    package static func text(of references: [Reference], in snapshot: GraphSnapshot, names: NameIndex) -> String {
        if isObserved(references, names) {
            return references.dropFirst().reduce(references.first.map { names.ownedFieldText($0.field) } ?? "") {
                $0 + (Self.wayThroughException($1, in: snapshot, names) ?? names.dotted($1.field))
            }
        }
        let kinds = references.map { kind(of: $0, in: snapshot) }
        let isCapture =
            references.count > 1 && Self.isCapture(of: kinds[0], through: kinds[1], field: references[1].field)
        let (references, owners) = isCapture ? (Array(references[1...]), Array(kinds[1...])) : (references, kinds)
        guard let first = references.first else { return "" }
        var text = names.ownedFieldText(first.field)
        for place in references.indices.dropFirst() where !isTold(by: place, references, owners) {
            let name = names.fieldText(references[place].field)
            text += name.hasPrefix("[") ? name : "[\(name)]"
        }
        return text
    }

    /// How one gets from an exception to a variable: ` → traceback → frame of run() → self`; nil for other references.
    private static func wayThroughException(
        _ reference: Reference, in snapshot: GraphSnapshot, _ names: NameIndex
    ) -> String? {
        func type(_ object: ObjectID?) -> TypeDefinition? {
            object.flatMap(snapshot.node(of:)).flatMap { names.type(snapshot.objects[$0].type) }
        }
        guard let field = names.field(reference.field) else { return nil }
        switch (field.kind, field.name) {
        case (.link, "__traceback__"): return " → traceback"
        case (.link, "tb_next"): return ""
        case (.link, "tb_frame"):
            let function = type(reference.owned)?.name.split(separator: ".").last ?? "a function"
            return " → frame of \(function)()"
        case (.local, let name): return type(reference.owner.object)?.word == "frame" ? " → \(name)" : nil
        default: return nil
        }
    }

    /// Whether the source itself says how each field is shown.
    package static func isObserved(_ references: [Reference], _ names: NameIndex) -> Bool {
        references.contains { names.field($0.field)?.kind != nil }
    }

    /// Whether an object of this kind holds a captured variable through the next one, its tuple of cells, in which
    /// each place has the variable's name.
    package static func isCapture(of owner: ObjectKind?, through next: ObjectKind?, field: FieldID) -> Bool {
        owner == .function && next == .container && field.rawValue > 0
    }

    /// Whether the references around one say all that it could: a captured variable is one name, however many objects
    /// stand between the function and what the variable holds.
    private static func isTold(by place: Int, _ references: [Reference], _ owners: [ObjectKind?]) -> Bool {
        let (owner, before) = (owners[place], owners[place - 1])
        let next = place + 1 < owners.count ? owners[place + 1] : nil
        let afterNext = place + 2 < owners.count ? owners[place + 2] : nil
        switch owner {
        case .cell:
            let isNamed = references[place - 1].field.rawValue > 0
            return isNamed && (before == .function || before == .container && place == 1)
        case .container: return before == .function && next == .cell
        case .function: return references[place].field.rawValue <= 0 || (next == .container && afterNext == .cell)
        default: return false
        }
    }

    private static func kind(of reference: Reference, in snapshot: GraphSnapshot) -> ObjectKind? {
        reference.owner.object.flatMap(snapshot.node(of:)).map { snapshot.objects[$0].kind }
    }
}
