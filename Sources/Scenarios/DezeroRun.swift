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
        on heap: consuming SimulatedHeap, design: Design, _ body: (inout Dezero) throws -> Void
    ) throws -> ProgramOutcome {
        var dezero = Dezero(heap, design: design)
        var outcome = ProgramOutcome.finished
        do {
            try body(&dezero)
        } catch let error as DezeroError {
            outcome = .failed("\(error.name): \(error)")
        }
        try dezero.execution.finish()
        return outcome
    }
}
