import Dispatch
import Foundation
import Synchronization

/// A signal stopped the recording.
struct Interrupted: Error, CustomStringConvertible {
    /// SIGINT or SIGTERM.
    let signal: Int32

    /// What happened to what was recorded.
    var description: String {
        "stopped by \(signal == SIGINT ? "SIGINT" : "SIGTERM"); what was recorded so far is kept, "
            + "see `dezero-trace runs`"
    }
}

/// Notices SIGINT and SIGTERM, so that a recording can end where it is whole.
///
/// The first signal only leaves a note; a second one ends the process as if there were no handler.
final class Interruption: Sendable {
    private let received = Atomic<Int32>(0)

    /// Listens until the process ends.
    ///
    /// A signal that comes before ends the process as if there were no handler: none is ever lost.
    init() {
        for number in [SIGINT, SIGTERM] {
            let isListening = DispatchSemaphore(value: 0)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setRegistrationHandler { isListening.signal() }
            // The handler keeps the source, and the queue keeps the handler.
            source.setEventHandler { [self, source] in
                received.store(number, ordering: .relaxed)
                signal(number, SIG_DFL)
                source.cancel()
            }
            source.resume()
            isListening.wait()
            #if canImport(Darwin)
            // Elsewhere the source itself takes the place of the default action.
            signal(number, SIG_IGN)
            #endif
        }
    }

    /// Stops the caller once a signal came.
    ///
    /// - Throws: ``Interrupted``.
    func check() throws {
        let signal = received.load(ordering: .relaxed)
        if signal != 0 { throw Interrupted(signal: signal) }
    }
}
