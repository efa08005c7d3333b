import LeakAnalysis
import TraceModel

/// A statement as it ran once.
struct RanStatement: Hashable {
    var site: SiteID
    /// How often it had begun by then, this time with it.
    var occurrence: Int
    var frame: OwnerID
    /// The event with which it began.
    var sequence: Int
}

/// Where something was lost: by which statement, and what ran before it.
struct LossMoment {
    /// The event.
    var sequence: Int
    /// The frame whose name, temporary or statement released it.
    var frame: OwnerID
    /// The newest statement of that frame.
    var newest: RanStatement
    /// Whether that statement itself released it, and not the end of its function, of the program, or the next pass of
    /// a loop.
    var isInStatement: Bool
    /// The statement of the frame before the newest one.
    var previous: RanStatement?
    /// The newest statement of any frame.
    var newestOfAll: RanStatement
    /// What released it, where it was no statement of the frame.
    var end: FieldClearing.Place.End

    /// The moments just before which a program could have cleared something: the nearest first.
    func moments(_ names: NameIndex) -> [(RanStatement, Clearing.Moment)] {
        let isReturn = names.site(newest.site).map(ReturnStatement.isOne) ?? false
        var moments: [(RanStatement, Clearing.Moment)] = [(newest, isInStatement ? .before : .after)]
        if isInStatement {
            if isReturn { moments.append((newest, .after)) }
            if let previous, !isReturn { moments.append((previous, .after)) }
        }
        if newestOfAll.frame != frame {
            if names.site(newestOfAll.site).map(ReturnStatement.isOne) ?? false {
                moments.append((newestOfAll, .before))
            }
            moments.append((newestOfAll, .after))
        }
        return moments
    }

    /// Finds the statements around events of a run, in one reading.
    static func find(_ events: Set<Int>, in trace: MemoryTrace, names: NameIndex) throws -> [Int: LossMoment] {
        var counts: [SiteID: Int] = [:]
        var ofFrame: [OwnerID: (newest: RanStatement, previous: RanStatement?)] = [:]
        var frameOf: [SiteID: OwnerID] = [:]
        var newest: RanStatement?
        var hasEnded = false
        var found: [Int: LossMoment] = [:]
        try trace.forEachEvent { sequence, event in
            if events.contains(sequence), let last = newest {
                let isFrame = event.owner.rawValue < 0
                let frame = hasEnded ? .module : isFrame ? event.owner : frameOf[event.site] ?? last.frame
                if let ran = ofFrame[frame] {
                    let place = names.site(event.site)
                    let own = names.site(ran.newest.site)
                    found[sequence] = LossMoment(
                        sequence: sequence, frame: frame, newest: ran.newest,
                        isInStatement: !hasEnded && place?.statement == own?.statement
                            && place?.function == own?.function,
                        previous: ran.previous, newestOfAll: last,
                        end: hasEnded ? .program : place.map(Self.end) ?? .statement)
                }
            }
            switch event.kind {
            case .statement:
                counts[event.site, default: 0] += 1
                let ran = RanStatement(
                    site: event.site, occurrence: counts[event.site] ?? 1, frame: event.owner, sequence: sequence)
                ofFrame[event.owner] = (ran, ofFrame[event.owner]?.newest)
                frameOf[event.site] = event.owner
                newest = ran
            case .mark: hasEnded = true
            default: break
            }
        }
        return found
    }

    private static func end(_ site: SiteDefinition) -> FieldClearing.Place.End {
        let text = site.statement
        if text.hasPrefix("for ") || text.hasPrefix("while ") { return .pass }
        return text.hasPrefix("def ") || text.hasPrefix("class ") ? .function : .statement
    }
}

/// Statements that compute something before they leave their function.
enum ReturnStatement {
    static func isOne(_ site: SiteDefinition) -> Bool {
        site.statement == "return" || site.statement.hasPrefix("return ")
    }
}
