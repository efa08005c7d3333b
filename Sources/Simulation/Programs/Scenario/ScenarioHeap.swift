import TraceModel

/// Writes the statements of a ``Scenario`` down.
///
/// A statement that is written wrongly, such as a field of something without a name, is kept as well: running the
/// scenario throws it, with its place.
public final class ScenarioHeap {
    private(set) var statements: [ScenarioStatement] = []
    private(set) var types: [ScenarioTypeDeclaration] = []

    init() {}

    // MARK: Types

    /// Declares a class.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - base: the class it inherits from, with its fields.
    ///   - fields: the fields that can hold objects strongly.
    ///   - weak: the fields that hold them weakly: the scenario's own design.
    ///   - fileID: its file.
    ///   - line: its line.
    /// - Returns: the class; declaring it again in the same way gives the same one.
    public func type(
        _ name: String, from base: ScenarioType? = nil, fields: String..., weak: [String] = [],
        fileID: StaticString = #fileID, line: Int = #line
    ) -> ScenarioType {
        let declaration = ScenarioTypeDeclaration(name: name, base: base?.place, fields: fields, weakFields: weak)
        if let place = types.firstIndex(where: { $0.name == name }) {
            if types[place] != declaration {
                refuse("type \(name)", fileID, line, "the type \(name) is declared twice, in two ways")
            }
            return ScenarioType(place: place, name: name, heap: self)
        }
        types.append(declaration)
        return ScenarioType(place: types.count - 1, name: name, heap: self)
    }

    // MARK: Statements

    /// `name = value`: binds a name of the current function, and lets go what it was bound to.
    ///
    /// - Returns: the name, to read it.
    @discardableResult
    public func bind(
        _ name: String, to value: ScenarioValue, fileID: StaticString = #fileID, line: Int = #line
    ) -> ScenarioValue {
        write("\(name) = \(value.expression)", fileID, line, .bind(name, value.expression))
        return ScenarioValue(.path(ScenarioPath(name: name)), in: self)
    }

    /// `name = nil`.
    public func drop(_ name: ScenarioValue, fileID: StaticString = #fileID, line: Int = #line) {
        write("\(name.expression) = nil", fileID, line, at: name) { path in
            path.members.isEmpty ? .bind(path.name, .nothing) : .store(.nothing, in: path)
        }
    }

    /// Reads a value that must be there: a scenario that finds nothing, or an object that died, fails here.
    public func use(_ value: ScenarioValue, fileID: StaticString = #fileID, line: Int = #line) {
        write("use(\(value.expression))", fileID, line, at: value) { .use($0) }
    }

    /// A closure that captures objects: `{ [screen] in … }`, and `{ [weak screen] in … }` those of `weak`.
    public func closure(capturing strong: ScenarioValue..., weak: [ScenarioValue] = []) -> ScenarioValue {
        ScenarioValue(.closure(strong: strong.compactMap(\.path), weak: weak.compactMap(\.path)), in: self)
    }

    /// A call of a function: names that `body` binds are the function's own, and go when it returns.
    ///
    /// - Parameters:
    ///   - function: its name.
    ///   - arguments: names of the caller, which the function knows by the same names.
    ///   - fileID: its file.
    ///   - line: its line.
    ///   - body: the function's statements.
    /// - Throws: what `body` throws.
    public func call(
        _ function: String, _ arguments: ScenarioValue..., fileID: StaticString = #fileID, line: Int = #line,
        _ body: (ScenarioHeap) throws -> Void
    ) rethrows {
        let paths = arguments.compactMap(\.path).filter(\.members.isEmpty)
        let text = "\(function)(\(arguments.map(\.expression.description).joined(separator: ", ")))"
        if paths.count < arguments.count { refuse(text, fileID, line, "\(text) has an argument that is no name") }
        write(text, fileID, line, .enterCall(function, arguments: paths.map(\.name)))
        defer { write(text, fileID, line, .leaveCall) }
        try body(self)
    }

    /// A loop; each pass is an iteration of the run.
    public func loop(
        _ text: String = "for …", times: Int, fileID: StaticString = #fileID, line: Int = #line,
        _ body: (ScenarioHeap) throws -> Void
    ) rethrows {
        write(text, fileID, line, .beginLoop)
        defer { write(text, fileID, line, .endLoop) }
        for pass in 0..<max(times, 0) {
            try body(self)
            write(text, fileID, line, .endPass(pass + 1))
        }
    }

    // MARK: Writing down

    func write(_ text: String, _ fileID: StaticString, _ line: Int, _ action: ScenarioStatement.Action) {
        statements.append(ScenarioStatement(text: text, fileID: fileID, line: line, action: action))
    }

    /// Writes a statement about something that a name leads to.
    func write(
        _ text: String, _ fileID: StaticString, _ line: Int, at value: ScenarioValue,
        _ action: (ScenarioPath) -> ScenarioStatement.Action
    ) {
        if let path = value.path {
            write(text, fileID, line, action(path))
        } else {
            refuse(text, fileID, line, "\(value.expression) has no name")
        }
    }

    private func refuse(_ text: String, _ fileID: StaticString, _ line: Int, _ message: String) {
        let error = TraceError(
            .usage, "\(message), in `\(text)` (\(fileID):\(line))",
            remedy: "bind it to a name first, and declare each type once")
        write(text, fileID, line, .refuse(error))
    }
}

extension ScenarioValue {
    /// The way from a name to it; nil for what has none.
    var path: ScenarioPath? {
        if case .path(let path) = expression { path } else { nil }
    }
}
