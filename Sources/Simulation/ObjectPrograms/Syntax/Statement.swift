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
        case imports([Import])
        case conditional([(test: Expression, body: [Statement])], otherwise: [Statement])
        case whileLoop(test: Expression, body: [Statement])
        case forLoop(target: Expression, iterable: Expression, body: [Statement])
        case function(FunctionDefinition)
        case classDefinition(ClassDefinition)
        /// Something that is refused: the names that it binds, and the statements inside of it.
        case refused([Statement], binding: [String])
    }

    /// `import module as name`, or `from module import member as name`.
    struct Import {
        var module: BuiltInModule
        /// What is taken from the module, step by step; empty for the module itself.
        var path: [String] = []
        var name: String
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
