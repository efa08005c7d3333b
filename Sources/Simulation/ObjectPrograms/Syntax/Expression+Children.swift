extension Expression {
    /// The expressions directly inside this one, in the order of evaluation.
    ///
    /// Lambdas and comprehensions are scopes of their own: they have none.
    var children: [Expression] {
        switch kind {
        case .none, .boolean, .integer, .float, .string, .name, .lambda, .comprehension: []
        case .formatted(let pieces):
            pieces.compactMap { if case .value(let value) = $0 { value } else { nil } }
        case .attribute(let base, _), .unary(_, let base), .starred(let base): [base]
        case .element(let base, let index): [base, index]
        case .slice(let from, let to, let step): [from, to, step].compactMap { $0 }
        case .call(let function, let arguments): [function] + arguments.map(\.expression)
        case .list(let parts), .tuple(let parts), .and(let parts), .or(let parts): parts
        case .dict(let pairs): pairs.flatMap { [$0.key, $0.value] }
        case .binary(_, let left, let right): [left, right]
        case .comparison(let first, let rest): [first] + rest.map(\.operand)
        case .conditional(let test, let then, let otherwise): [test, then, otherwise]
        }
    }
}
