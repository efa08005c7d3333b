import Programs
import ReferenceCounting
public import TraceModel

/// A program's own statements and names.
extension Dezero {
    /// Runs one statement of the program: events are attributed to it, and its temporaries end with it.
    ///
    /// - Parameters:
    ///   - text: the statement as the book would write it.
    ///   - fileID: its file.
    ///   - line: its line.
    ///   - body: does what it says.
    /// - Throws: what the tracker or `body` throws.
    public mutating func statement(
        _ text: String, fileID: StaticString = #fileID, line: Int = #line, _ body: (inout Dezero) throws -> Void
    ) throws {
        try execution.begin(execution.site(text, fileID: fileID, line: line))
        defer { execution.endStatement() }
        try body(&self)
    }

    /// Runs the passes of the program's loop, each an iteration of the run.
    public mutating func loop(
        _ text: String, times: Int, fileID: StaticString = #fileID, line: Int = #line,
        _ body: (inout Dezero, Int) throws -> Void
    ) throws {
        let site = try execution.beginLoop(text, fileID: fileID, line: line)
        defer { execution.endLoop() }
        for pass in 0..<max(times, 0) {
            try body(&self, pass)
            execution.endPass(pass + 1, of: site)
        }
    }

    /// A name that the program binds.
    public mutating func name(_ text: String) -> FieldID { execution.name(text) }

    /// The variable that a name is bound to, as a new temporary.
    ///
    /// - Throws: ``DezeroError/unboundName(_:)``.
    public subscript(name: FieldID) -> Variable {
        mutating get throws {
            guard let object = execution.named(name) else {
                throw DezeroError.unboundName(execution.heap.name(of: name) ?? "?")
            }
            return Variable(object: object)
        }
    }

    /// Binds a name to a variable; what it was bound to is let go afterwards.
    public mutating func bind(_ name: FieldID, to variable: Variable) {
        execution.bind(name, to: variable.object)
    }

    /// Binds a name to None.
    public mutating func drop(_ name: FieldID) { execution.drop(name) }

    /// `with no_grad():` functions applied in `body` remember nothing, and die when they have been applied.
    public mutating func noGrad(_ body: (inout Dezero) throws -> Void) rethrows {
        let before = recordsGraph
        recordsGraph = false
        defer { recordsGraph = before }
        try body(&self)
    }

    /// Prints an array as numpy would, as part of the run's output.
    public mutating func print(_ array: NDArray) { execution.heap.print(description(of: array) + "\n") }
}
