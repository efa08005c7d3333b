import Testing
import TraceModel

@testable import LeakAnalysis

/// Pictures written by hand: what must come of them follows from who holds whom.
@Suite struct CountVerdictTests {
    /// Objects from 1 on with these strong counts, and references `owner.field -> owned`.
    private func snapshot(
        _ counts: [Int], _ references: [(UInt32, String, UInt32)], may: [(UInt32, UInt32)] = [],
        ofProgram: Set<UInt32> = [1, 2, 3, 4], closures: Set<Int> = []
    ) -> CountedSnapshot {
        var names = TraceNames()
        names.types = [TypeOrigin.user, .library].enumerated().map { place, origin in
            var type = TypeDefinition(id: TypeID(rawValue: Int32(place + 1)), name: "Node")
            type.origin = origin
            return type
        }
        var heap = HeapSnapshot()
        for (place, count) in counts.enumerated() {
            let id = ObjectID(rawValue: UInt32(place + 1))
            let type = TypeID(rawValue: ofProgram.contains(id.rawValue) ? 1 : 2)
            var object = LiveObject(id: id, kind: .instance, type: type, bytes: 32, strongCount: count)
            object.ordinal = place + 1
            heap.objects.append(object)
        }
        var fields: [String: FieldID] = [:]
        func field(_ name: String) -> FieldID {
            if let known = fields[name] { return known }
            let id = FieldID(rawValue: Int32(names.fields.count + 1))
            names.fields.append(FieldDefinition(id: id, name: name, declaringType: TypeID(rawValue: 1)))
            fields[name] = id
            return id
        }
        func reference(
            _ owner: UInt32, _ name: String, _ owned: UInt32, _ strength: Reference.Strength = .strong
        ) -> Reference {
            Reference(
                owner: OwnerID(ObjectID(rawValue: owner)), field: field(name), owned: ObjectID(rawValue: owned),
                strength)
        }
        heap.references = references.map { reference($0.0, $0.1, $0.2) }
        heap.references += may.map { reference($0.0, "unknown", $0.1, .may) }
        return CountedSnapshot(
            heap: heap, names: names,
            closures: Dictionary(uniqueKeysWithValues: closures.map { (heap.references[$0], .none) }))
    }

    private let ring: [(UInt32, String, UInt32)] = [(1, "next", 2), (2, "back", 1)]

    @Test func `a ring whose counts are its own references leaks`() {
        let verdict = CountVerdict(snapshot([1, 1], ring))
        #expect(verdict.leaked.map(\.id.rawValue) == [1, 2])
        #expect(verdict.findings.map(\.ring) == [["Node.back", "Node.next"]])
        #expect(verdict.alive.isEmpty)
    }

    @Test func `a ring through a reference that only may hold is likely and no more`() {
        let verdict = CountVerdict(snapshot([1, 1], [(1, "next", 2)], may: [(2, 1)]))
        #expect(verdict.findings.isEmpty)
        #expect(verdict.likely.map(\.certainty) == [.likely])
        let held = CountVerdict(snapshot([2, 1], [(1, "next", 2)], may: [(2, 1)]))
        #expect(held.likely.isEmpty, "something else holds it, whatever the reference is")
        let both = CountVerdict(snapshot([1, 1], ring, may: [(1, 2)]))
        #expect(both.findings.count == 1)
        #expect(both.likely.isEmpty)
    }

    @Test func `the last store of a ring closed it, and none did where one was not seen`() {
        var watched = snapshot([1, 1], ring)
        watched.names.sites = (1...2).map {
            SiteDefinition(
                id: SiteID(rawValue: $0), file: "a.swift", line: Int($0) * 10, column: 0, function: "f", statement: "")
        }
        watched.stores[watched.heap.references[0]] = .init(order: 7, site: SiteID(rawValue: 1))
        #expect(CountVerdict(watched).findings.first?.closedBy == nil)
        watched.stores[watched.heap.references[1]] = .init(order: 3, site: SiteID(rawValue: 2))
        #expect(CountVerdict(watched).findings.first?.closedBy?.line == 10)
    }

    @Test func `a count above the known references holds from outside, and all that hangs on it`() {
        let verdict = CountVerdict(snapshot([2, 1], ring))
        #expect(verdict.findings.isEmpty)
        #expect(verdict.alive.count == 2)
    }

    @Test func `more references than the count are not understood and so alive`() {
        let verdict = CountVerdict(snapshot([1, 1], ring + [(1, "again", 2)]))
        #expect(verdict.findings.isEmpty)
        #expect(verdict.misunderstood == 1)
    }

    @Test func `what something alive may hold is alive, and may-references are not counted`() {
        #expect(CountVerdict(snapshot([1, 1, 1], ring, may: [(3, 1)])).findings.isEmpty)
        // The third is held by nobody who is alive, so that it keeps nothing: it would be freed, were it counted.
        #expect(CountVerdict(snapshot([1, 1], ring, may: [(2, 1)])).findings.count == 1)
    }

    @Test func `what an earlier look found alive is no leak`() {
        #expect(CountVerdict(snapshot([1, 1], ring), alive: [ObjectID(rawValue: 1)]).findings.isEmpty)
    }

    @Test func `a ring without an object of the program is not told`() {
        let verdict = CountVerdict(snapshot([1, 1], ring, ofProgram: []))
        #expect(verdict.findings.isEmpty)
        #expect(verdict.leaked.isEmpty)
    }

    @Test func `the reference to the older object is the one to be weak`() {
        let changes = CountVerdict(snapshot([1, 1], ring)).changes
        #expect(changes.map(\.slots) == [[Slot(type: "Node", field: "back")]])
        #expect(changes.first?.kind == .weakField)
        #expect(changes.first?.frees == 2)
    }

    @Test func `two closures that tie one ring are changed together`() {
        let tied: [(UInt32, String, UInt32)] = [(1, "carrier", 2), (2, "onClose", 1), (2, "onReceive", 1)]
        let change = CountVerdict(snapshot([2, 1], tied, closures: [1, 2])).changes.first
        #expect(change?.kind == .weakCapture)
        #expect(change?.slots.map(\.field) == ["onClose", "onReceive"])
        #expect(change?.frees == 2)
    }

    @Test func `a slot that only an object of the system has is not proposed`() {
        let changes = CountVerdict(snapshot([1, 1], ring, ofProgram: [1])).changes
        #expect(changes.allSatisfy { $0.slots == [Slot(type: "Node", field: "next")] })
    }

    @Test func `where nothing can be weak the field to clear is the one that frees all`() {
        // The owner's own field holds what is younger, and the one that refers back is the system's.
        let cleared = CountVerdict(snapshot([1, 1], ring, ofProgram: [1])).changes
        #expect(cleared.map(\.kind) == [.clear])
        #expect(cleared.first?.frees == 2)
        // Two rings share an object: clearing one field leaves the other ring.
        let two: [(UInt32, String, UInt32)] = [(1, "left", 2), (2, "owner", 1), (1, "right", 3), (3, "owner", 1)]
        let best = CountVerdict(snapshot([2, 1, 1], two, ofProgram: [1])).changes
        #expect(best.map(\.frees) == [1, 1])
    }

    @Test func `what is alive is told by type with who holds it`() {
        let living = LivingType.all(in: snapshot([1, 2], [(1, "next", 2)]))
        #expect(
            living == [
                LivingType(type: "Node", count: 2, bytes: 64, heldBy: ["Node.next"], isHeldFromOutside: true)
            ])
    }
}
