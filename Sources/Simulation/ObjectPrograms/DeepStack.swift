import Foundation

/// Runs code on a thread whose stack has room for a thousand nested calls of the machine.
enum DeepStack {
    /// 256 MiB of address space; only what is used becomes memory.
    private static let bytes = 256 << 20

    /// Waits for `body` and gives back what it gave or threw.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) throws -> Result {
        let outcome = Outcome<Result>()
        let thread = Thread {
            outcome.set(Swift.Result { try body() })
        }
        thread.stackSize = bytes
        thread.start()
        return try outcome.wait().get()
    }

    private final class Outcome<Value: Sendable>: @unchecked Sendable {
        private let done = DispatchSemaphore(value: 0)
        private var result: Swift.Result<Value, any Error>?

        func set(_ result: Swift.Result<Value, any Error>) {
            self.result = result
            done.signal()
        }

        func wait() throws -> Swift.Result<Value, any Error> {
            done.wait()
            guard let result else { throw CancellationError() }
            return result
        }
    }
}
