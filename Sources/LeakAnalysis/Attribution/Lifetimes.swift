public import TraceModel

/// How long each instance of a run was within the program's reach.
public struct Lifetimes: Sendable {
    /// The number of the statement during which the instance with this label was in reach for the last time; nothing
    /// for one that stayed in reach to the program's end.
    public let lastStatement: [String: Int]
    /// The event by which the program lost each object of any kind that leaked: the release that began the end.
    public let losses: [ObjectID: Int]

    /// Reads a run; O(events), and as ``RunAnalyzer`` for what leaked.
    public init(of trace: any Trace) throws {
        let study = try RunStudy(trace)
        let statements = try StatementNumbers(of: trace)
        var last: [String: Int] = [:]
        for object in try ObjectRecord.all(in: trace) where object.kind == .instance {
            guard let moment = study.sweep?.end(of: object.id)?.moment ?? object.died, moment < statements.end else {
                continue
            }
            last[object.label] = statements.statement(at: moment)
        }
        lastStatement = last
        var losses: [ObjectID: Int] = [:]
        for node in study.leaked.nodes {
            let object = study.leaked.snapshot.objects[Int(node)].id
            if let end = study.sweep?.end(of: object) { losses[object] = end.moment }
        }
        self.losses = losses
    }
}

/// The numbers of a program's own statements, by event.
public struct StatementNumbers: Sendable {
    /// The event at which the program ended; one past the last where it did not.
    public let end: Int
    private let starts: [Int]

    /// Reads a run; O(events).
    public init(of trace: any Trace) throws {
        var clock = StatementClock(names: trace.names)
        var starts: [Int] = []
        var end = trace.eventCount + 1
        try trace.forEachEvent { sequence, event in
            if clock.apply(event), sequence < end { starts.append(sequence) }
            if event.endMark == .programEnd { end = min(end, sequence) }
        }
        self.starts = starts
        self.end = end
    }

    /// The number of the statement that ran when an event happened; 0 before any.
    ///
    /// O(log statements).
    public func statement(at sequence: Int) -> Int {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
