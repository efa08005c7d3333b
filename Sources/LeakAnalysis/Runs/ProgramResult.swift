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
        var digest = OutputDigest()
        digest.add(text)
        return digest.summary
    }

    /// Sorts what was printed by who printed it, as the events go by.
    public struct Reader {
        /// What the program's own statements printed so far.
        public private(set) var text = ""
        private var sorter: OutputSorter

        /// Which statement runs.
        public var clock: StatementClock { sorter.clock }
        /// Whether the program came to its end; what is printed from there on is no part of its result.
        public var hasEnded: Bool { sorter.hasEnded }

        /// Reads a run from its beginning.
        public init(_ trace: any Trace) {
            sorter = OutputSorter()
            sorter.define(trace.names)
            sorter.add(trace.output.sorted { $0.sequence < $1.sequence })
            sorter.begin { text += $0 }
        }

        /// Takes one event in; O(1) and what was printed after it.
        ///
        /// - Returns: whether a statement of the program itself begins.
        @discardableResult
        public mutating func apply(_ event: Event, sequence: Int) -> Bool {
            sorter.apply(event, sequence: sequence) { text += $0 }
        }
    }
}
