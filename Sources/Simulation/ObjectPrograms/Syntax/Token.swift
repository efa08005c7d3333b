/// The smallest piece of a program's text that means something.
struct Token: Equatable {
    enum Kind: Equatable {
        case name(String)
        case keyword(Keyword)
        case integer(Int)
        case float(Double)
        /// A string without replacement fields.
        case string(String)
        /// An f-string, in pieces.
        case formatted([Piece])
        case symbol(String)
        /// Something that is no token, and noted as such.
        case refused
        case newline
        case indent
        case dedent
        case end
    }

    /// A piece of an f-string.
    enum Piece: Equatable {
        case text(String)
        /// The text of an expression, and where it begins in the file.
        case expression(String, Position)
    }

    var kind: Kind
    var position: Position
}

/// The words that are no names.
enum Keyword: String, CaseIterable {
    case and, `as`, `assert`, async, await, `break`, `class`, `continue`, def, del, elif, `else`, except, finally
    case `for`, from, global, `if`, `import`, `in`, `is`, lambda, nonlocal, not, or, pass, raise, `return`, `try`
    case `while`, with, yield
    case `false` = "False"
    case none = "None"
    case `true` = "True"
}
