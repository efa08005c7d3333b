import TraceModel

/// Something about a program that can be set.
public struct Parameter: Equatable, Sendable {
    /// What its values are.
    public enum Kind: Equatable, Sendable {
        /// Whole numbers in a range.
        case integer(ClosedRange<Int>)
        /// Any number.
        case number
        /// Any text.
        case text
    }

    /// The name by which it is set.
    public var name: String
    /// What its values are.
    public var kind: Kind
    /// The value where nothing is set.
    public var defaultValue: String
    /// One line that says what it does.
    public var summary: String

    /// Describes a parameter.
    public init(name: String, kind: Kind, defaultValue: String, summary: String) {
        self.name = name
        self.kind = kind
        self.defaultValue = defaultValue
        self.summary = summary
    }

    /// Throws where a value does not fit.
    func check(_ value: String, program: String) throws {
        switch kind {
        case .integer(let range):
            guard let number = Int(value) else { throw misfit(value, program, "a whole number") }
            guard range.contains(number) else {
                throw misfit(value, program, "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
        case .number:
            // Swift reads hexadecimal fractions, too, which no program can say.
            guard value.utf8.allSatisfy("0123456789.eE+-".utf8.contains), let number = Double(value), number.isFinite
            else { throw misfit(value, program, "a number") }
        case .text:
            break
        }
    }

    private func misfit(_ value: String, _ program: String, _ wanted: String) -> TraceError {
        TraceError(
            .usage, "'\(value)' is no value for \(name) of \(program)",
            remedy: "give \(wanted)", by: .parameter(name: name, value: defaultValue))
    }
}

/// A value for each parameter of a program: the defaults, and what was set.
public struct ParameterValues: Equatable, Sendable {
    /// Every value as text, by the parameter's name.
    public private(set) var texts: [String: String]

    /// Checks what was set against what the program has.
    ///
    /// - Throws: `TraceError` with code `usage` for a name or a value that does not fit.
    public init(of program: any Program, set: [(name: String, value: String)] = []) throws {
        texts = Dictionary(
            program.parameters.map { ($0.name, $0.defaultValue) }, uniquingKeysWith: { first, _ in first })
        for (name, value) in set {
            guard let parameter = program.parameters.first(where: { $0.name == name }) else {
                throw Self.unknown(name, of: program)
            }
            try parameter.check(value, program: program.name)
            texts[name] = value
        }
    }

    /// A whole number; 0 where there is no such parameter.
    public func integer(_ name: String) -> Int { texts[name].flatMap { Int($0) } ?? 0 }

    /// A number; 0 where there is no such parameter.
    public func number(_ name: String) -> Double { texts[name].flatMap { Double($0) } ?? 0 }

    private static func unknown(_ name: String, of program: any Program) -> TraceError {
        let names = program.parameters.map(\.name)
        guard !names.isEmpty else {
            return TraceError(.usage, "\(program.name) has no parameter \(name)", remedy: "it has none at all")
        }
        return TraceError(
            .usage, "\(program.name) has no parameter \(name)",
            remedy: Suggestion.remedy(
                Suggestion.closest(to: name, among: names), then: "it has \(names.joined(separator: ", "))"))
    }
}
