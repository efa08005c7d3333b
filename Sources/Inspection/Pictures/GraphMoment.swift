import LeakAnalysis
public import TraceModel

/// When a run's graph is looked at.
public struct GraphMoment: Equatable, Sendable {
    /// As people ask for it.
    public enum Request: Equatable, Sendable {
        /// The mark `names dropped` if anything leaked, else `program end`; the last event of a run that came to
        /// no mark.
        case end
        /// After an event, by the run's own number.
        case event(Int)
        /// At the end of the last statement on a line.
        case line(Int)
    }

    /// The event after which the graph is looked at.
    public var seq: Int
    /// The mark that this event is, if it is one.
    public var mark: EndMark?
    /// The statement that ends there, or that the event belongs to; nil where the events do not tell.
    public var statement: Finding.Moment?
    /// Whether a statement was asked for, and has ended.
    public var isEndOfStatement: Bool

    /// Describes a moment.
    public init(seq: Int, mark: EndMark? = nil, statement: Finding.Moment? = nil, isEndOfStatement: Bool = false) {
        self.seq = seq
        self.mark = mark
        self.statement = statement
        self.isEndOfStatement = isEndOfStatement
    }
}

extension GraphMoment {
    /// What to look for as a run's events pass.
    struct Search {
        private let request: Request
        private let names: NameIndex
        /// The moment that is known before: the end of a line's last statement.
        private let known: GraphMoment?
        /// The last event that has to be read; nil for all of them.
        let last: Int?

        /// Prepares for a request.
        ///
        /// Throws `TraceError.Code.usage` for an event that the run does not have, or a line on which nothing ran.
        init(_ request: Request, in trace: any Trace, names: NameIndex) throws {
            self.request = request
            self.names = names
            switch request {
            case .event(let seq):
                guard seq >= 1, seq <= trace.eventCount else { throw noEvent(seq, of: trace.eventCount) }
                known = nil
                last = seq
            case .line(let line):
                guard let found = try endOfLine(line, in: trace, names: names) else { throw nothingRan(on: line) }
                known = found
                last = found.seq
            case .end:
                known = nil
                last = nil
            }
        }

        /// Whether the moment after an event is one that is asked for.
        func moment(at sequence: Int, _ event: Event) -> GraphMoment? {
            switch request {
            case .event(let seq):
                guard sequence == seq else { return nil }
                return GraphMoment(seq: seq, mark: event.endMark, statement: names.moment(seq, at: event.site))
            case .line:
                return known?.seq == sequence ? known : nil
            case .end:
                guard let mark = event.endMark, mark != .finalCollection else { return nil }
                return GraphMoment(seq: sequence, mark: mark)
            }
        }
    }

    /// The end of the last statement on a line: where the next of its depth or above begins, or a mark comes.
    ///
    /// Read backwards, and no further than that statement.
    private static func endOfLine(_ line: Int, in trace: any Trace, names: NameIndex) throws -> GraphMoment? {
        /// The statements behind, the nearest last; of one that is deeper than a nearer one nothing depends.
        var behind: [(depth: Int64, seq: Int)] = []
        var end = trace.eventCount + 1
        var found: GraphMoment?
        try trace.readBackwards(from: trace.eventCount) { first, events in
            for (place, event) in events.enumerated().reversed() {
                let sequence = first + place
                if event.kind == .mark {
                    behind.removeAll()
                    end = sequence
                }
                guard event.kind == .statement else { continue }
                while let next = behind.last, next.depth > event.count { behind.removeLast() }
                if let statement = names.moment(sequence, at: event.site), statement.line == line {
                    let next = behind.last?.seq ?? end
                    found = GraphMoment(seq: next - 1, statement: statement, isEndOfStatement: true)
                    return false
                }
                behind.append((event.count, sequence))
            }
            return true
        }
        return found
    }

    private static func noEvent(_ seq: Int, of count: Int) -> TraceError {
        let remedy = count > 0 ? "its events are 1 to \(count)" : "record it again"
        return TraceError(.usage, "the run has no event \(seq)", remedy: remedy)
    }

    private static func nothingRan(on line: Int) -> TraceError {
        TraceError(.usage, "no statement on line \(line) ran", remedy: "`dezero-trace steps` lists the lines that did")
    }
}
