import Dezero
import Programs
import ReferenceCounting
import TraceModel

/// A program that ran to its third end mark, also where it failed.
struct Recording {
    var replay: Replay
    var trace: MemoryTrace
    /// Why the program stopped; nil where it did not.
    var failure: DezeroError?

    /// Runs a program under a design; its names are dropped and a collection runs in any case.
    init(weak slots: String..., program: (inout Dezero) throws -> Void) throws {
        try self.init(weak: slots, program: program)
    }

    init(weak slots: [String], program: (inout Dezero) throws -> Void) throws {
        let tracker = MemoryTracker()
        let heap = SimulatedHeap(tracker: tracker, bufferCapacity: 64)
        var dezero = Dezero(heap, design: .weak(slots.compactMap { Slot($0) }))
        do {
            try program(&dezero)
        } catch let error as DezeroError {
            failure = error
        }
        try dezero.execution.finish()
        trace = tracker.trace
        replay = try Replay(trace)
    }

    /// The counts of these instances at the mark `program end`; nil for one that is dead.
    func atRest(_ labels: String...) -> [Int?] { labels.map { replay.counts[.programEnd]?[$0] } }

    /// How many instances live at the mark `names dropped`.
    var leaked: Int { replay.counts[.namesDropped]?.count ?? -1 }
}

/// `y = square(square(square(x)))` with x = 3.
func squareThreeTimes(_ dezero: inout Dezero) throws {
    let (x, y) = (dezero.name("x"), dezero.name("y"))
    try dezero.statement("x = Variable(np.array(3.0))") { try $0.bind(x, to: $0.variable(3)) }
    try dezero.statement("y = square(square(square(x)))") { dezero in
        try dezero.bind(y, to: dezero.square(dezero.square(dezero.square(dezero[x]))))
    }
}

extension Recording {
    /// How often a statement of this text ran.
    func statements(_ text: String) -> Int {
        let sites = Set(trace.names.sites.filter { $0.statement == text }.map(\.id))
        return trace.events.filter { $0.kind == .statement && sites.contains($0.site) }.count
    }
}
