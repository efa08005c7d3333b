public import TraceModel

/// What a program itself came to: what its own statements printed, and how it ended.
///
/// What `__del__` prints, and what is printed while names are dropped, is not in it: it tells when objects die,
/// which is what designs change.
public struct ProgramResult: Equatable, Sendable {
    /// What was printed, with its line ends.
    public var text: String
    /// Why the program failed: `Type: message`; nil where it ran to its end.
    public var failure: String?

    /// Collects the parts.
    public init(text: String, failure: String?) {
        self.text = text
        self.failure = failure
    }

    /// Reads the result of a run; O(events).
    public init(of trace: any Trace, failure: String?) throws {
        var reader = Reader(trace)
        try trace.readEvents(from: 1) { first, events in
            for (sequence, event) in zip(first..., events) {
                reader.apply(event, sequence: sequence)
                if reader.hasEnded { return false }
            }
            return true
        }
        self.init(text: reader.text, failure: failure)
    }

    /// The first line that differs, as each run printed it; nil where the texts are equal.
    ///
    /// A line that is missing is nil.
    public func firstDifference(from other: ProgramResult) -> (line: Int, here: String?, there: String?)? {
        guard text != other.text else { return nil }
        let (here, there) = (lines, other.lines)
        for place in 0..<max(here.count, there.count) {
            let left = place < here.count ? here[place] : nil
            let right = place < there.count ? there[place] : nil
            if left != right { return (place + 1, left, right) }
        }
        return nil
    }

    private var lines: [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The result as a report keeps it.
    public var summary: RunSummary.Output {
        RunSummary.Output(lines: lines.count, last: lines.last.map { String($0.prefix(80)) }, digest: digest)
    }

    /// Equal for equal texts: FNV-1a.
    private var digest: String { Fingerprint.of([text]) }

    /// Sorts what was printed by who printed it, as the events go by.
    public struct Reader {
        /// What the program's own statements printed so far.
        public private(set) var text = ""
        /// Which statement runs.
        public private(set) var clock: StatementClock
        private let output: [PrintedOutput]
        private var next = 0
        /// Whether the program came to its end; what is printed from there on is no part of its result.
        public private(set) var hasEnded = false

        /// Reads a run from its beginning.
        public init(_ trace: any Trace) {
            clock = StatementClock(names: trace.names)
            output = trace.output.sorted { $0.sequence < $1.sequence }
            take(before: 1)
        }

        /// Takes one event in; O(1) and what was printed after it.
        ///
        /// - Returns: whether a statement of the program itself begins.
        @discardableResult
        public mutating func apply(_ event: Event, sequence: Int) -> Bool {
            let begins = clock.apply(event)
            if event.kind == .mark { hasEnded = true }
            take(before: sequence + 1)
            return begins && !hasEnded
        }

        private mutating func take(before sequence: Int) {
            while next < output.count, output[next].sequence < sequence {
                if !hasEnded, !clock.isInFinalizer { text += output[next].text }
                next += 1
            }
        }
    }
}
