import TraceModel

/// A run of separate rings of three objects that is made as it is read: however long, it takes no memory.
///
/// Every object has ten events: its allocation, a temporary, a name, its place in the ring, a field that is set and
/// cleared, and another temporary. All of them leak.
struct RingsTrace: Trace {
    /// How many rings there are.
    let rings: Int

    private static let size = 3
    private static let events = 10
    private static let next = FieldID(rawValue: 1)
    private static let other = FieldID(rawValue: 2)
    private static let name = FieldID(rawValue: 3)
    private static let site = SiteID(rawValue: 1)
    private static let chunk = 4096

    let output: [PrintedOutput] = []
    var eventCount: Int { rings * Self.size * Self.events + 1 }

    var names: TraceNames {
        var names = TraceNames()
        let node = TypeID(rawValue: 1)
        names.types = [TypeDefinition(id: node, name: "Node")]
        names.fields = [
            FieldDefinition(id: Self.next, name: "next", declaringType: node),
            FieldDefinition(id: Self.other, name: "other", declaringType: node),
            FieldDefinition(id: Self.name, name: "a"),
        ]
        names.sites = [
            SiteDefinition(
                id: Self.site, file: "rings.py", line: 1, column: 1, function: SiteDefinition.moduleFunction,
                statement: "a.next = b")
        ]
        return names
    }

    var batches: [BatchOutline] {
        stride(from: 1, through: eventCount, by: Self.chunk).map {
            BatchOutline(events: $0...min($0 + Self.chunk - 1, eventCount))
        }
    }

    func load(_ batch: Int, into events: inout [Event]) throws {
        let first = batch * Self.chunk + 1
        events.removeAll(keepingCapacity: true)
        for sequence in first...min(first + Self.chunk - 1, eventCount) { events.append(event(sequence)) }
    }

    /// The event of this number, from 1: the three objects do everything in turn.
    private func event(_ sequence: Int) -> Event {
        let (ring, place) = (sequence - 1).quotientAndRemainder(dividingBy: Self.size * Self.events)
        guard ring < rings else { return Event(.mark, count: EndMark.namesDropped.rawValue) }
        let (step, member) = place.quotientAndRemainder(dividingBy: Self.size)
        func object(_ offset: Int) -> ObjectID {
            ObjectID(rawValue: UInt32(ring * Self.size + (member + offset) % Self.size + 1))
        }
        func retain(_ owner: OwnerID, _ field: FieldID, _ count: Int64) -> Event {
            Event(.retain, object: object(0), count: count, owner: owner, field: field, site: Self.site)
        }
        func release(_ owner: OwnerID, _ field: FieldID, _ count: Int64) -> Event {
            Event(.release, object: object(0), count: count, owner: owner, field: field, site: Self.site)
        }
        switch step {
        case 0:
            return Event(
                .allocate, object: object(0), count: 48, owner: OwnerID(rawValue: 1),
                field: FieldID(rawValue: Int32(ObjectKind.instance.rawValue)), site: Self.site)
        case 1: return retain(.module, .temporary, 1)
        case 2: return retain(.module, Self.name, 2)
        case 3: return release(.module, .temporary, 1)
        case 4: return retain(OwnerID(object(1)), Self.next, 2)
        case 5: return retain(OwnerID(object(2)), Self.other, 3)
        case 6: return release(OwnerID(object(2)), Self.other, 2)
        case 7: return retain(.module, .temporary, 3)
        case 8: return release(.module, .temporary, 2)
        default: return release(.module, Self.name, 1)
        }
    }
}
