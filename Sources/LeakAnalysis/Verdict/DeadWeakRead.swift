public import TraceModel

/// The reads of one statement that found their object dead.
public struct DeadWeakRead: Equatable, Sendable {
    /// The statement, with the event of its first such read.
    public var moment: Finding.Moment
    /// How often it read in vain.
    public var reads: Int

    /// Describes the reads of a statement.
    public init(moment: Finding.Moment, reads: Int) {
        self.moment = moment
        self.reads = reads
    }

    /// Every statement of a run that read a dead weak reference, in the order of the first such read.
    ///
    /// Statements are told apart by their file and text, not by their line, so that what moves stays the same. Reads
    /// whose place in the source is not known count as one statement without a text.
    ///
    /// O(events).
    public static func all(in trace: any Trace) throws -> [DeadWeakRead] {
        let names = NameIndex(trace.names)
        var places: [String: Int] = [:]
        var found: [DeadWeakRead] = []
        try trace.forEachEvent { sequence, event in
            guard event.kind == .weakRead, event.count == 0 else { return }
            let site = names.site(event.site)
            let moment = Finding.Moment(
                file: site?.file ?? "", line: site?.line ?? 0, statement: site?.statement ?? "", seq: sequence)
            let key = "\(moment.file)\n\(moment.statement)"
            if let place = places[key] {
                found[place].reads += 1
            } else {
                places[key] = found.count
                found.append(DeadWeakRead(moment: moment, reads: 1))
            }
        }
        return found
    }
}
