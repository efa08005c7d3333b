import Foundation

/// Ends this process when it takes too long.
enum Deadline {
    static func set(seconds: UInt64) {
        // Foundation starts processes with signals blocked.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        alarm(UInt32(clamping: seconds))
    }
}
