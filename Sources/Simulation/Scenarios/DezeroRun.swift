import Dezero
import Programs
import ReferenceCounting
import TraceModel

/// What every DeZero scenario does around its own statements.
enum DezeroRun {
    /// Runs `body` to the third end mark; a program that fails is brought there too, so that its recording
    /// shows what the failure left behind.
    ///
    /// - Throws: what the heap throws.
    static func run(
        on heap: consuming SimulatedHeap, _ settings: RunSettings, _ body: (inout Dezero) throws -> Void
    ) throws -> ProgramOutcome {
        var dezero = Dezero(heap, design: settings.design, memory: settings.memory)
        var outcome = ProgramOutcome.finished
        do {
            try body(&dezero)
        } catch let error as DezeroError {
            outcome = .failed(
                ProgramFailure(
                    "\(error.name): \(error)", at: dezero.execution.heap.definition(of: dezero.execution.heap.site)))
        } catch HeapError.arrayTooLarge(let shape) {
            outcome = .failed(
                ProgramFailure(
                    "MemoryError: an array of the shape \(shape) has more than \(HeapLimits.elements) numbers",
                    at: dezero.execution.heap.definition(of: dezero.execution.heap.site)))
        }
        try dezero.execution.finish()
        return outcome
    }
}

/// A scenario in DeZero: what it says of itself, and its statements.
protocol DezeroScenario: Program {
    /// Runs the program's own statements.
    ///
    /// - Throws: `DezeroError` where the program fails, and what the heap throws.
    func run(_ dezero: inout Dezero, _ parameters: ParameterValues) throws
}

extension DezeroScenario {
    public var weakrefSlots: [Slot] { Dezero.weakrefSlots }
    public var slots: [Slot]? { Dezero.slots }

    public func run(_ settings: RunSettings, on heap: consuming SimulatedHeap) throws -> ProgramOutcome {
        try check(settings.design)
        return try DezeroRun.run(on: heap, settings) { try run(&$0, settings.parameters) }
    }
}
