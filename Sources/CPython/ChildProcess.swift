import Dispatch
import Foundation
import TraceModel

/// A command that runs as if we were not there: its input, output and errors are its own.
struct ChildProcess {
    /// Where its input comes from, and its output and errors go to.
    enum Streams {
        /// Ours.
        case own
        /// Files, or nowhere; it reads our standard input, or nothing.
        case apart(input: Bool, output: String = "/dev/null", errors: String = "/dev/null")
    }

    private let id: pid_t

    /// Starts a command, looked for in PATH.
    ///
    /// - Throws: `.notFound` for a command that does not exist, `.inputOutput` where it cannot be started.
    init(_ arguments: [String], environment: [String: String], _ streams: Streams = .own) throws {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What we ignore ourselves, the program must not; what was ignored before, as by nohup, it must.
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGXFSZ)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        if case .apart(let input, let output, let errors) = streams {
            if !input { posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0) }
            for (number, path) in [(Int32(1), output), (2, errors)] {
                posix_spawn_file_actions_addopen(&files, number, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            }
        }

        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + settings { free(word) } }
        guard let command = words.first ?? nil else { throw TraceError(.usage, "no command stands behind --") }
        var id: pid_t = 0
        let result = posix_spawnp(&id, command, &files, &attributes, &words, &settings)
        guard result == 0 else {
            let name = arguments.first ?? ""
            throw result == ENOENT
                ? TraceError(.notFound, "there is no command \(name)", remedy: "check its name and PATH")
                : TraceError(.inputOutput, "cannot start \(name): \(String(cString: strerror(result)))")
        }
        self.id = id
    }

    /// Waits for it; meanwhile the terminal's signals are the program's alone, and what ends us is handed on to it.
    ///
    /// - Parameter seconds: after so long it is killed; nil for never.
    /// - Returns: the status as a shell counts it: its own, or 128 and the signal that ended it.
    func wait(within seconds: Double? = nil) -> Int32 {
        let end = seconds.map { seconds in
            let timer = DispatchSource.makeTimerSource(queue: .global())
            timer.schedule(deadline: .now() + seconds)
            timer.setEventHandler { [id] in kill(id, SIGKILL) }
            timer.resume()
            return timer
        }
        defer { end?.cancel() }
        let ignored = [SIGINT, SIGQUIT].map { ($0, signal($0, SIG_IGN)) }
        let handed = [SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [id] in kill(id, number) }
            source.resume()
            return source
        }
        defer {
            for source in handed { source.cancel() }
            for (number, before) in ignored { signal(number, before) }
        }
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        let ended = status & 0x7F
        return ended == 0 ? (status >> 8) & 0xFF : 128 + ended
    }
}
