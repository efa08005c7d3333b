import TraceModel

/// What a recording says of instances, worked out from its events alone.
struct Replay {
    /// What one top-level statement did.
    struct Step {
        var statement: String
        /// The count of every live instance after it.
        var counts: [String: Int] = [:]
        /// The instances that died in it, in order.
        var freed: [String] = []
    }

    private(set) var steps: [Step] = []
    /// The count of every live instance at each end mark.
    private(set) var counts: [EndMark: [String: Int]] = [:]
    /// What died between the marks `program end` and `names dropped`, in order.
    private(set) var freedByDropping: [String] = []
    /// Live instances at the end of each iteration.
    private(set) var liveAfterIteration: [Int] = []
    /// The most instances that were live at once.
    private(set) var peak = 0
    /// How many weak reads found nothing.
    private(set) var deadReads = 0

    private var labels: [ObjectID: String] = [:]
    private var live: [String: Int] = [:]
    private var newest: EndMark?

    init(_ trace: MemoryTrace) throws {
        var made: [TypeID: Int] = [:]
        let types = Dictionary(uniqueKeysWithValues: trace.names.types.map { ($0.id, $0.name) })
        let sites = Dictionary(uniqueKeysWithValues: trace.names.sites.map { ($0.id, $0.statement) })
        try trace.forEachEvent { _, event in
            switch event.kind {
            case .allocate where event.field.rawValue == Int32(ObjectKind.instance.rawValue):
                let type = TypeID(rawValue: event.owner.rawValue)
                made[type, default: 0] += 1
                labels[event.object] = "\(types[type] ?? "?")#\(made[type] ?? 0)"
            case .retain, .release:
                if let label = labels[event.object] { live[label] = Int(event.count) }
            case .deinitialize:
                if let label = labels[event.object] { free(label) }
            case .statement where event.count == 0:
                endStep()
                steps.append(Step(statement: sites[event.site] ?? "?"))
            case .iteration: liveAfterIteration.append(live.count)
            case .weakRead where event.count == 0: deadReads += 1
            case .mark:
                endStep()
                newest = EndMark(rawValue: event.count)
                if let newest { counts[newest] = live }
            default: break
            }
            peak = max(peak, live.count)
        }
    }

    private mutating func free(_ label: String) {
        live[label] = nil
        if newest == .programEnd {
            freedByDropping.append(label)
        } else if newest == nil, !steps.isEmpty {
            steps[steps.count - 1].freed.append(label)
        }
    }

    private mutating func endStep() {
        if newest == nil, !steps.isEmpty { steps[steps.count - 1].counts = live }
    }
}
