import Dispatch
import Synchronization

/// Does independent pieces of work on several cores.
enum Workers {
    private struct State<Result> {
        var next = 0
        var results: [Result?]
        var error: (place: Int, error: any Error)?
    }

    /// Applies `body` to every item on `count` threads; the results stand in the order of the items.
    ///
    /// - Throws: the error of the first item that has one; then no further item is begun.
    static func map<Item: Sendable, Result: Sendable>(
        _ items: [Item], workers count: Int, _ body: @Sendable (Item) throws -> Result
    ) throws -> [Result] {
        let state = Mutex(State<Result>(results: Array(repeating: nil, count: items.count)))
        DispatchQueue.concurrentPerform(iterations: min(max(count, 1), max(items.count, 1))) { _ in
            while let place = take(state, items.count) {
                do {
                    let result = try body(items[place])
                    state.withLock { $0.results[place] = result }
                } catch {
                    state.withLock { state in
                        if place < state.error?.place ?? .max { state.error = (place, error) }
                    }
                }
            }
        }
        return try state.withLock { state in
            if let failed = state.error { throw failed.error }
            return state.results.compactMap { $0 }
        }
    }

    private static func take<Result>(_ state: borrowing Mutex<State<Result>>, _ count: Int) -> Int? {
        state.withLock { state in
            guard state.next < count, state.error == nil else { return nil }
            state.next += 1
            return state.next - 1
        }
    }
}
