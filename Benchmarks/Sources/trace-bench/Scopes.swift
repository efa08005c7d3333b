import DezeroTraceTesting
import Foundation

/// What it costs to watch real objects, in nanoseconds of processor time.
enum Scopes {
    private final class Small {
        var next: Small?
        var number = 0
    }

    @inline(never) private static func make(_ count: Int) {
        for number in 0..<count {
            let object = Small()
            object.number = number
            keep(object)
        }
    }

    /// So that the optimiser leaves the object in the heap.
    @inline(never) private static func keep(_ object: Small) { last = object }
    nonisolated(unsafe) private static var last: Small?

    /// Allocations outside of every scope, before and after there was one, and inside of one.
    static func measure(allocations: Int, scopes: Int) {
        make(allocations)
        let before = seconds { make(allocations) }
        let inside = seconds { watch { make(allocations) } }
        let after = seconds { make(allocations) }
        let many = seconds {
            for _ in 0..<scopes { watch { make(100) } }
        }
        Measurement().report([
            "plain": before / Double(allocations) * 1e9,
            "watched": (inside - before) / Double(allocations) * 1e9,
            "after": after / Double(allocations) * 1e9,
            "scope": many / Double(scopes) * 1e9,
        ])
    }

    private static func watch(_ body: () -> Void) {
        let (_, outcome) = ScopeExpectation.noLeaks.run(everyThread: false, explaining: nil, body)
        guard case .met = outcome else { fatalError("real objects are not watched here: \(outcome)") }
    }

    private static func seconds(_ body: () -> Void) -> Double {
        var best = Double.infinity
        for _ in 0..<5 {
            let start = now()
            body()
            best = min(best, now() - start)
        }
        return best
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
