public import TraceModel

extension ObjectRecord {
    /// The life of every object of a run, in the order of allocation; O(events), and memory for all of them.
    public static func all(in trace: any Trace) throws -> [ObjectRecord] {
        let names = NameIndex(trace.names)
        var ordinals = Ordinals(trace.names)
        var records: [ObjectRecord] = []
        try trace.forEachEvent { sequence, event in
            switch event.kind {
            case .allocate:
                let birth = ObjectBirth(
                    event, sequence: sequence, ordinal: ordinals.next(of: event.allocatedType))
                records.append(
                    ObjectRecord(
                        id: event.object, kind: birth.kind, type: birth.type, label: names.label(of: birth),
                        bytes: birth.bytes, born: sequence))
            case .deinitialize:
                let place = Int(event.object.rawValue) - 1
                guard records.indices.contains(place) else { return }
                records[place].died = sequence
                records[place].freedByCollector = event.isByCollection
            default:
                return
            }
        }
        return records
    }
}
