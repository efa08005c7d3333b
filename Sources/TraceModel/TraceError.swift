/// What went wrong, where, and what to do next: the one error that crosses a border of the product.
public struct TraceError: Error, CustomStringConvertible {
    /// What sort of trouble it is; the command line turns it into an exit status.
    public struct Code: Hashable, Sendable {
        private enum Value { case programFailed, usage, badData, notFound, defect, cannotCreate, inputOutput }
        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// The recorded program itself failed.
        public static let programFailed = Code(.programFailed)
        /// The command was called wrongly.
        public static let usage = Code(.usage)
        /// Data is unreadable, foreign, damaged, incomplete or of a newer version; a program does not parse.
        public static let badData = Code(.badData)
        /// There is no such program, file, run or object.
        public static let notFound = Code(.notFound)
        /// A defect of dezero-trace.
        public static let defect = Code(.defect)
        /// An output cannot be created.
        public static let cannotCreate = Code(.cannotCreate)
        /// Reading or writing failed.
        public static let inputOutput = Code(.inputOutput)
    }

    /// The sort of trouble.
    public var code: Code
    /// What happened, and where; no full stop at its end.
    public var message: String
    /// What to do next; no full stop at its end.
    public var remedy: String?
    /// The choices that the remedy is about.
    public var settings: [Setting]
    /// What caused it.
    public var cause: (any Error)?

    /// Describes a problem.
    public init(
        _ code: Code, _ message: String, remedy: String? = nil, by settings: Setting..., cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.settings = settings
        self.cause = cause
    }

    /// One line: what happened, and what to do.
    public var description: String { remedy.map { "\(message); \($0)" } ?? message }
}
