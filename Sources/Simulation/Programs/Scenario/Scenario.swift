public import ReferenceCounting
public import TraceModel

/// A program that is written down in Swift, statement by statement: a model of an object graph of your own.
///
///     let tree = Scenario("tree") { heap in
///         let node = heap.type("Node", fields: "children", "parent")
///         let root = heap.bind("root", to: node())
///         let leaf = heap.bind("leaf", to: node())
///         root["children"].append(leaf)
///         leaf["parent"] = root
///     }
///
/// The closure runs once and writes the statements down; each remembers the line that wrote it. The heap runs them
/// afterwards, as often as somebody asks and under any design, so nothing that they read can steer the closure: a
/// program that decides by what it reads implements ``Program`` itself.
public struct Scenario: Program {
    public let name: String
    public let summary: String
    let statements: [ScenarioStatement]
    let types: [ScenarioTypeDeclaration]

    /// Writes a program down.
    ///
    /// - Parameters:
    ///   - name: the name that reports show.
    ///   - summary: one line that says what it shows.
    ///   - body: makes the statements, through the heap that it is given.
    /// - Throws: what `body` throws.
    public init(_ name: String, summary: String = "", _ body: (ScenarioHeap) throws -> Void) rethrows {
        let heap = ScenarioHeap()
        try body(heap)
        self.name = name
        self.summary = summary
        statements = heap.statements
        types = heap.types
    }

    public var parameters: [Parameter] { [] }

    /// The fields that the scenario declares weak.
    public var weakrefSlots: [Slot] {
        types.flatMap { type in type.weakFields.map { Slot(type: type.name, field: $0) } }.sorted()
    }

    public var slots: [Slot]? {
        types.flatMap { type in (type.fields + type.weakFields).map { Slot(type: type.name, field: $0) } }
    }

    public func run(_ settings: RunSettings, on heap: consuming SimulatedHeap) throws -> ProgramOutcome {
        try check(settings.design)
        var runner = ScenarioRunner(types, Execution(heap, memory: settings.memory), settings.design)
        return try runner.run(statements)
    }
}

extension Program {
    /// The design that the program declares as its own; the strong one where it declares none.
    public var ownDesign: Design {
        writtenOutDesign ?? (weakrefSlots.isEmpty ? .strong : .weakref(weakrefSlots))
    }
}
