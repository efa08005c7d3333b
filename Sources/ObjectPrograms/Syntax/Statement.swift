/// A statement of a program.
struct Statement {
    var position: Position
    var kind: Kind

    indirect enum Kind {
        case expression(Expression)
        case assignment(targets: [Expression], value: Expression)
        case augmented(target: Expression, BinaryOperator, value: Expression)
        case delete([Expression])
        case pass
        case `break`
        case `continue`
        case `return`(Expression?)
        case raise(Expression)
        case global([String])
        case nonlocal([String])
        case imports([(module: String, name: String)])
        case conditional([(test: Expression, body: [Statement])], otherwise: [Statement])
        case whileLoop(test: Expression, body: [Statement])
        case forLoop(target: Expression, iterable: Expression, body: [Statement])
        case function(FunctionDefinition)
        case classDefinition(ClassDefinition)
    }
}

/// A class: its own base, and what stands in its body.
final class ClassDefinition {
    let name: String
    let position: Position
    let base: String?
    let body: [Statement]

    init(name: String, position: Position, base: String?, body: [Statement]) {
        self.name = name
        self.position = position
        self.base = base
        self.body = body
    }
}
