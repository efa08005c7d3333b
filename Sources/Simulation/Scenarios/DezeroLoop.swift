import Dezero
public import Programs
public import ReferenceCounting
public import TraceModel

/// `dezero-loop`: the loop of section 17.5, whose every pass makes a graph and forgets the one before.
public struct DezeroLoop: Program {
    public let name = "dezero-loop"
    public let summary = "the loop of the book's section 17.5: every pass makes a graph of a large array"
    public let parameters = [
        Parameter(
            name: "iterations", kind: .integer(1...1_000_000_000), defaultValue: "10", summary: "passes of the loop"),
        Parameter(
            name: "dim", kind: .integer(1...100_000_000), defaultValue: "10000", summary: "numbers in each array"),
    ]
    public var weakrefSlots: [Slot] { Dezero.weakrefSlots }
    public var slots: [Slot]? { Dezero.slots }

    /// The program.
    public init() {}

    public func run(_ settings: RunSettings, on heap: consuming SimulatedHeap) throws -> ProgramOutcome {
        try check(settings.design)
        let (iterations, dim) = (settings.parameters.integer("iterations"), settings.parameters.integer("dim"))
        return try DezeroRun.run(on: heap, settings) { dezero in
            var random = RandomNumbers(seed: 0)
            let (x, y) = (dezero.name("x"), dezero.name("y"))
            let makeData = "x = Variable(np.random.randn(\(dim)))"
            try dezero.loop("for i in range(\(iterations)):", times: iterations) { dezero, _ in
                try dezero.statement(makeData) { dezero in
                    let data = try dezero.array(shape: ArrayShape(dim)) { random.fillNormal($0) }
                    try dezero.bind(x, to: dezero.variable(data))
                }
                try dezero.statement("y = square(square(square(x)))") { dezero in
                    try dezero.bind(y, to: dezero.square(dezero.square(dezero.square(dezero[x]))))
                }
            }
        }
    }
}
