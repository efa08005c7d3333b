import HeapBuilding
import Testing
import TraceModel

@testable import LeakAnalysis

@Suite struct RandomRunTests {
    @Test(arguments: 0..<400 as Range<UInt64>)
    func `what leaked and when it was orphaned agree with a replay of every event`(seed: UInt64) throws {
        let trace = randomRun(seed: seed)
        let analysis = try RunAnalyzer.analyze(trace)
        let replay = Replay(trace)
        #expect(Set(analysis.objects.map(\.id)).isSuperset(of: replay.leaked), "seed \(seed)")
        let all = replay.leaked.union(replay.collected)
        #expect(analysis.references.allSatisfy { $0.owner.object.map(all.contains) ?? false }, "seed \(seed)")
        #expect(Set(analysis.members.map(\.object)) == all, "seed \(seed)")
        #expect(analysis.members.count == all.count, "seed \(seed): each is counted once")
        let bytes = Dictionary(uniqueKeysWithValues: analysis.objects.map { ($0.id, $0.bytes) })
        #expect(analysis.findings.reduce(0) { $0 + $1.retainedBytes } == all.reduce(0) { $0 + (bytes[$1] ?? 0) })
        #expect(analysis.summary.bytes.leaked == replay.leaked.reduce(0) { $0 + (bytes[$1] ?? 0) })
        for (index, finding) in analysis.findings.enumerated() {
            let components = Dictionary(grouping: analysis.members.filter { $0.finding == index }, by: \.component)
            #expect(finding.left == components.values.count { $0.allSatisfy { replay.leaked.contains($0.object) } })
            let collected = components.values.count { $0.allSatisfy { replay.collected.contains($0.object) } }
            #expect(finding.collected == collected, "seed \(seed)")
            let members = analysis.members.filter { $0.finding == index && $0.component == 1 && $0.role == .inCycle }
            #expect(finding.orphanedBy?.seq == replay.orphaned(members.map(\.object)), "seed \(seed)")
        }
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func `a look back finds the ends that a reading from the beginning computes`(seed: UInt64) throws {
        let trace = randomRun(seed: seed)
        let study = try RunStudy(trace)
        let oracle = try OrphanOracle(trace, study)
        for (place, object) in oracle.objects.enumerated() where oracle.isAsked[place] {
            let end = study.sweep?.end(of: object.id)
            let expected = oracle.times[place]
            #expect(end?.moment ?? 0 == expected.moment, "seed \(seed), object \(object.id.rawValue)")
            #expect(end?.release ?? 0 == expected.release, "seed \(seed), object \(object.id.rawValue)")
        }
        #expect(study.sweep?.peakWithoutGarbage == oracle.peakWithoutGarbage, "seed \(seed)")
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `counts that the events do not tell change no finding`(seed: UInt64) throws {
        var told = try RunAnalyzer.analyze(randomRun(seed: seed))
        for object in told.objects.indices { told.objects[object].strongCount = nil }
        for finding in told.findings.indices {
            for step in told.findings[finding].path.indices {
                let isLeft = told.findings[finding].left > 0
                #expect(told.findings[finding].path[step].count != nil || !isLeft, "seed \(seed)")
                told.findings[finding].path[step].count = nil
            }
        }
        let untold = try RunAnalyzer.analyze(randomRun(seed: seed, hidesCounts: true))
        #expect(told == untold, "seed \(seed)")
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `fingerprints do not depend on the order of allocation`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...9, using: &random)
        let types = (0..<count).map { _ in ["A", "B"].randomElement(using: &random) ?? "A" }
        let edges = (0..<Int.random(in: 1...16, using: &random)).map { _ in
            (
                owner: Int.random(in: 0..<count, using: &random), owned: Int.random(in: 0..<count, using: &random),
                field: ["x", "y"].randomElement(using: &random) ?? "x"
            )
        }
        func findings(_ random: inout SeededGenerator) throws -> [String: [Int]] {
            var heap = HeapBuilder()
            var objects = [ObjectID](repeating: .none, count: count)
            for node in (0..<count).shuffled(using: &random) {
                objects[node] = heap.allocate(types[node])
                heap.bind("n\(node)", objects[node])
            }
            for edge in edges.shuffled(using: &random) {
                heap.store(objects[edge.owner], edge.field, objects[edge.owned])
            }
            heap.end()
            let found = try RunAnalyzer.analyze(heap.trace).findings.map {
                ($0.fingerprint, [$0.instances, $0.objectsInCycle])
            }
            return Dictionary(found) { first, _ in first }
        }
        let plain = try findings(&random)
        #expect(try findings(&random) == plain, "seed \(seed)")
    }
}

/// A run of random stores, drops, collections of a part of the garbage, and its end.
private func randomRun(seed: UInt64, hidesCounts: Bool = false) -> MemoryTrace {
    var random = SeededGenerator(seed: seed)
    var heap = HeapBuilder()
    heap.hidesCounts = hidesCounts
    let fields = ["x", "y", "z"]
    for line in 1...Int.random(in: 5...60, using: &random) {
        heap.line(line)
        let reached = Replay(heap.trace).reached.sorted()
        let (left, right) = (reached.randomElement(using: &random), reached.randomElement(using: &random))
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1:
            let kind: ObjectKind = Bool.random(using: &random) ? .instance : .container
            let object = heap.allocate(kind == .instance ? "Node" : "list", kind: kind)
            heap.bind("n\(line)", object)
        case 2, 3, 4:
            if let left, let right { heap.store(left, fields.randomElement(using: &random) ?? "x", right) }
        case 5:
            if let left, !heap.references(of: OwnerID(left)).isEmpty { heap.release(by: OwnerID(left), at: 0) }
        case 6:
            let held = heap.references(of: .module)
            if let place = held.indices.randomElement(using: &random) { heap.release(by: .module, at: place) }
        default:
            let garbage = heap.live.subtracting(reached)
            let spared = garbage.sorted().randomElement(using: &random).map { Replay(heap.trace).closure(of: [$0]) }
            heap.collect(garbage.subtracting(Bool.random(using: &random) ? spared ?? [] : []).sorted())
        }
    }
    heap.end()
    return heap.trace
}

/// The plainest reading of a trace there is: sets of references, searched anew after every event.
private struct Replay {
    private struct Held: Hashable {
        var owner: OwnerID
        var field: FieldID
        var object: ObjectID
    }

    private var held: [Held: Int] = [:]
    private var live: Set<ObjectID> = []
    private var history: [Set<ObjectID>] = []

    /// What a root reaches after the last event.
    var reached: Set<ObjectID> { history.last ?? [] }
    /// What was alive and reached by no root at the mark `names dropped`.
    private(set) var leaked: Set<ObjectID> = []
    /// What a collection freed before that, and no root reached when it began.
    private(set) var collected: Set<ObjectID> = []

    init(_ trace: MemoryTrace) {
        var unreached: Set<ObjectID>?
        for event in trace.events {
            let reference = Held(owner: event.owner, field: event.field, object: event.object)
            switch event.kind {
            case .allocate: live.insert(event.object)
            case .deinitialize: live.remove(event.object)
            case .retain: held[reference, default: 0] += 1
            case .release: held[reference] = held[reference] == 1 ? nil : (held[reference] ?? 1) - 1
            case .collectionBegan: unreached = live.subtracting(history.last ?? [])
            case .collectionEnded:
                if leaked.isEmpty { collected.formUnion(unreached?.subtracting(live) ?? []) }
                unreached = nil
            default: break
            }
            history.append(closure(of: Set(held.keys.filter { $0.owner.isRoot }.map(\.object))))
            if event.kind == .mark, event.count == EndMark.namesDropped.rawValue {
                leaked = live.subtracting(history.last ?? [])
            }
        }
    }

    /// What these objects reach, themselves included.
    func closure(of start: Set<ObjectID>) -> Set<ObjectID> {
        var found = start
        while true {
            let next = held.keys.filter { $0.owner.object.map(found.contains) ?? false }.map(\.object)
            if found.isSuperset(of: next) { return found }
            found.formUnion(next)
        }
    }

    /// The earliest event after which, for good, no root reaches any of these.
    func orphaned(_ objects: [ObjectID]) -> Int? {
        history.lastIndex { !$0.isDisjoint(with: objects) }.map { $0 + 2 }
    }
}
