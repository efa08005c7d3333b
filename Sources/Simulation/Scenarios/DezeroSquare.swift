import Dezero
public import Programs
public import ReferenceCounting
public import TraceModel

/// `dezero-square`: y = square(square(square(x))), backward, and the gradient as the result.
public struct DezeroSquare: Program {
    public let name = "dezero-square"
    public let summary = "y = square(square(square(x))) and its gradient: functions and outputs hold each other"
    public let parameters = [
        Parameter(name: "x", kind: .number, defaultValue: "3", summary: "the value of x")
    ]
    public var weakrefSlots: [Slot] { Dezero.weakrefSlots }
    public var slots: [Slot]? { Dezero.slots }

    /// The program.
    public init() {}

    public func run(_ settings: RunSettings, on heap: consuming SimulatedHeap) throws -> ProgramOutcome {
        try check(settings.design)
        let number = settings.parameters.number("x")
        return try DezeroRun.run(on: heap, settings) { dezero in
            let (x, y) = (dezero.name("x"), dezero.name("y"))
            try dezero.statement("x = Variable(np.array(\(number)))") { dezero in
                try dezero.bind(x, to: dezero.variable(number))
            }
            try dezero.statement("y = square(square(square(x)))") { dezero in
                try dezero.bind(y, to: dezero.square(dezero.square(dezero.square(dezero[x]))))
            }
            try dezero.statement("y.backward()") { dezero in
                try dezero[y].backward(in: &dezero)
            }
            try dezero.statement("print(x.grad)") { dezero in
                if let gradient = try dezero[x].grad(in: &dezero) { dezero.print(gradient) }
            }
        }
    }
}
