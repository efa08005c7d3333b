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
    /// Finds the moments that a request may mean, the one to prefer first: all but the last only if anything leaked.
    ///
    /// A statement ends where the next of its depth or above begins, or where the run comes to a mark. O(events).
    ///
    /// Throws `TraceError.Code.usage` for an event that the run does not have, or a line on which nothing ran.
    static func candidates(for request: Request, in trace: any Trace, names: NameIndex) throws -> [GraphMoment] {
        let count = trace.eventCount
        switch request {
        case .event(let seq):
            guard (1...max(count, 1)).contains(seq), count > 0 else { throw noEvent(seq, of: count) }
            let event = try event(seq, in: trace)
            return [
                GraphMoment(
                    seq: seq, mark: event.flatMap(mark), statement: event.flatMap { moment($0, seq: seq, names: names) }
                )
            ]
        case .line(let line):
            guard let found = try endOfLine(line, in: trace, names: names) else { throw nothingRan(on: line, names) }
            return [found]
        case .end:
            var marks: [GraphMoment] = []
            try trace.forEachEvent { sequence, event in
                guard let mark = mark(of: event), mark != .finalCollection else { return }
                marks.append(GraphMoment(seq: sequence, mark: mark))
            }
            return marks.isEmpty ? [GraphMoment(seq: count)] : marks.reversed()
        }
    }

    private static func endOfLine(_ line: Int, in trace: any Trace, names: NameIndex) throws -> GraphMoment? {
        var open: (depth: Int64, statement: Finding.Moment)?
        var ended: GraphMoment?
        func end(before sequence: Int) {
            guard let statement = open?.statement else { return }
            ended = GraphMoment(seq: sequence - 1, statement: statement, isEndOfStatement: true)
            open = nil
        }
        try trace.forEachEvent { sequence, event in
            if event.kind == .mark || event.kind == .statement && event.count <= open?.depth ?? -1 {
                end(before: sequence)
            }
            if event.kind == .statement, let statement = moment(event, seq: sequence, names: names),
                statement.line == line
            {
                open = (event.count, statement)
            }
        }
        end(before: trace.eventCount + 1)
        return ended
    }

    private static func event(_ seq: Int, in trace: any Trace) throws -> Event? {
        var found: Event?
        try trace.readEvents(from: seq) { _, events in
            found = events.first
            return false
        }
        return found
    }

    private static func mark(of event: Event) -> EndMark? {
        event.kind == .mark ? EndMark(rawValue: event.count) : nil
    }

    private static func moment(_ event: Event, seq: Int, names: NameIndex) -> Finding.Moment? {
        names.site(event.site).map {
            Finding.Moment(file: $0.file, line: $0.line, statement: $0.statement, seq: seq)
        }
    }

    private static func noEvent(_ seq: Int, of count: Int) -> TraceError {
        let remedy = count > 0 ? "its events are 1 to \(count)" : "record it again"
        return TraceError(.usage, "the run has no event \(seq)", remedy: remedy)
    }

    private static func nothingRan(on line: Int, _ names: NameIndex) -> TraceError {
        TraceError(.usage, "no statement on line \(line) ran", remedy: "`dezero-trace steps` lists the lines that did")
    }
}
