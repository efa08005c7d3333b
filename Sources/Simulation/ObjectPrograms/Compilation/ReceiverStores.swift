/// The fields that a class's own methods store in their receiver: they make it the owner of these slots.
enum ReceiverStores {
    static func fields(of definition: ClassDefinition) -> Set<String> {
        var fields: Set<String> = []
        for method in definition.methods {
            guard let receiver = method.parameters.first?.name, case .block(let body) = method.body else { continue }
            for statement in body.flatMap(\.withNested) {
                switch statement.kind {
                case .assignment(let targets, _): for target in targets { collect(target, receiver, &fields) }
                case .augmented(let target, _, _): collect(target, receiver, &fields)
                case .forLoop(let target, _, _): collect(target, receiver, &fields)
                default: break
                }
            }
        }
        return fields
    }

    private static func collect(_ target: Expression, _ receiver: String, _ fields: inout Set<String>) {
        switch target.kind {
        case .attribute(let base, let field):
            if case .name(receiver) = base.kind { fields.insert(field) }
        case .tuple(let parts), .list(let parts):
            for part in parts { collect(part, receiver, &fields) }
        default: break
        }
    }
}

extension Statement {
    /// This statement and those in its blocks, but not those of inner functions.
    var withNested: [Statement] {
        let inner: [Statement] =
            switch kind {
            case .conditional(let branches, let otherwise): branches.flatMap(\.body) + otherwise
            case .whileLoop(_, let body), .forLoop(_, _, let body): body
            default: []
            }
        return [self] + inner.flatMap(\.withNested)
    }
}
