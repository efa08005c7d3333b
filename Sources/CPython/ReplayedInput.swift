import Foundation
import TraceModel

/// Our standard input, for a command that runs more than once: each run is to read the same.
public struct ReplayedInput: Sendable {
    /// Where a file was read from; nil for a terminal or a device, of which only the first run reads.
    private let start: off_t?

    /// Looks at standard input before the first run.
    ///
    /// - Throws: `.usage` for a pipe or socket, which can be read once.
    public init() throws {
        var status = stat()
        guard fstat(0, &status) == 0 else {
            start = nil
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: start = lseek(0, 0, SEEK_CUR)
        case S_IFIFO, S_IFSOCK:
            throw TraceError(
                .usage, "standard input is a pipe, which can be read once, and the command is to run more often",
                remedy: "write < FILE or < /dev/null behind the command")
        default: start = nil
        }
    }

    /// Prepares another run.
    ///
    /// - Returns: whether it reads standard input; else it reads nothing.
    /// - Throws: `.inputOutput` for a file that cannot be read again.
    func again() throws -> Bool {
        guard let start, start >= 0 else { return false }
        guard lseek(0, start, SEEK_SET) >= 0 else {
            throw TraceError(.inputOutput, "standard input cannot be read a second time")
        }
        return true
    }
}
