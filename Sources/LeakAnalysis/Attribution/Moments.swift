package import TraceModel

/// Events with the statements that caused them, looked up together.
package struct Moments {
    private var found: [Int: Finding.Moment] = [:]

    /// No event was looked up.
    package init() {}

    /// Looks events up by their sequence numbers, reading only the chunks in which they stand.
    package init(of sequences: [Int?], in trace: any Trace, names: NameIndex) throws {
        let wanted = Set(sequences.compactMap { $0 }.filter { $0 > 0 }).sorted()
        var next = 0
        while next < wanted.count {
            let before = next
            try trace.readEvents(from: wanted[next]) { first, events in
                while next < wanted.count, wanted[next] < first + events.count {
                    let event = events[events.startIndex + wanted[next] - first]
                    if let site = names.site(event.site) {
                        found[wanted[next]] = Finding.Moment(
                            site, seq: wanted[next], name: names.ownName(event))
                    }
                    next += 1
                }
                return next < wanted.count && wanted[next] < first + 2 * events.count
            }
            if next == before { next += 1 }
        }
    }

    /// The moment of an event; nil where its place in the source is not known.
    package subscript(_ sequence: Int?) -> Finding.Moment? { sequence.flatMap { found[$0] } }
}
