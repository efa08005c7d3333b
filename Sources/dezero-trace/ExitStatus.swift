import TraceModel

/// How the process ends; the one place where a kind of trouble becomes a number.
///
/// It is an error too, for the command that has said everything and only wants to end so.
struct ExitStatus: RawRepresentable, Equatable, Error {
    /// What the shell sees.
    let rawValue: Int32

    /// Wraps a status.
    init(rawValue: Int32) { self.rawValue = rawValue }

    /// Done, nothing to object to.
    static let done = ExitStatus(rawValue: 0)
    /// The recorded program itself failed, or a check found something worse than before.
    static let programFailed = ExitStatus(rawValue: 1)
    /// Wrong usage.
    static let usage = ExitStatus(rawValue: 64)
    /// Data is unreadable, foreign, damaged, incomplete for a check, or of a newer version; a program does not parse.
    static let badData = ExitStatus(rawValue: 65)
    /// There is no such program, file, run or object.
    static let notFound = ExitStatus(rawValue: 66)
    /// A defect of ours.
    static let defect = ExitStatus(rawValue: 70)
    /// The output cannot be created.
    static let cannotCreate = ExitStatus(rawValue: 73)
    /// Reading or writing failed.
    static let inputOutput = ExitStatus(rawValue: 74)

    /// Stopped by a signal: 130 for SIGINT, 143 for SIGTERM, as shells count.
    init(signal: Int32) { rawValue = 128 + signal }

    /// The status for an error.
    init(_ code: TraceError.Code) {
        switch code {
        case .programFailed: self = .programFailed
        case .usage: self = .usage
        case .badData: self = .badData
        case .notFound: self = .notFound
        case .cannotCreate: self = .cannotCreate
        case .inputOutput: self = .inputOutput
        default: self = .defect
        }
    }
}
