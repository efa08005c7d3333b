import HeapBuilding
import Inspection
import LeakAnalysis
import Testing
import TraceModel

@Suite struct HostileTraceTests {
    @Test(arguments: 0..<300 as Range<UInt64>)
    func `events without sense end in a table or in an error, never in a trap`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // Without marks no run counts as finished, so that verdicts which differ do not end every analysis.
        let kinds = EventKind.allCases.filter { $0 != .mark || seed.isMultiple(of: 2) }
        var made: UInt32 = 0
        let events = (0..<200).map { _ in
            var event = randomEvent(&random, kinds)
            if event.kind == .allocate {
                made += 1
                event.object = ObjectID(rawValue: made)
            }
            return event
        }
        let trace = MemoryTrace(events: events, output: [PrintedOutput(sequence: -5, text: "?")])
        do {
            _ = try RunAnalyzer.analyze(trace)
            let objects = try ObjectRecord.all(in: trace)
            #expect(objects.count == events.count { $0.kind == .allocate }, "seed \(seed)")
            _ = try StepTable.build(from: trace)
            for object in objects {
                let history = try ObjectHistory.build(trace, object: object.id)
                #expect(history.entries.contains { $0.seq == object.born }, "seed \(seed)")
            }
        } catch {
            #expect(error is TraceError, "seed \(seed)")
        }
    }

    @Test func `sizes that overflow are bad data`() {
        let events = (1...2).map {
            Event(
                .allocate, object: ObjectID(rawValue: $0), count: .max, owner: OwnerID(rawValue: 1),
                field: FieldID(rawValue: 1))
        }
        let error = #expect(throws: TraceError.self) { try RunAnalyzer.analyze(MemoryTrace(events: events)) }
        #expect(error?.code == .badData)
    }
}

/// An event that is plausible enough to get past the first check, with an extreme column now and then.
private func randomEvent(_ random: inout SeededGenerator, _ kinds: [EventKind]) -> Event {
    var event = Event(
        kinds.randomElement(using: &random) ?? .retain,
        object: ObjectID(rawValue: UInt32.random(in: 1...200, using: &random)),
        count: Int64.random(in: -1...3, using: &random),
        owner: OwnerID(rawValue: Int32.random(in: -3...200, using: &random)),
        field: FieldID(rawValue: Int32.random(in: -3...3, using: &random)))
    if event.kind == .allocate {
        event.field = FieldID(rawValue: Int32.random(in: 1...7, using: &random))
    }
    switch Int.random(in: 0..<1000, using: &random) {
    case 0: event.count = .min
    case 1: event.owner = OwnerID(rawValue: .min)
    case 2: event.field = FieldID(rawValue: .min)
    case 3: event.object = ObjectID(rawValue: .max)
    case 4: event.count = .max
    default: break
    }
    return event
}
