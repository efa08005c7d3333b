import LeakAnalysis
public import TraceModel

/// What a first reading of a run finds out for its pictures: how long it is, which objects are drawn, and where to look.
public struct PictureScan: Sendable {
    /// Whether an event that was asked for happened in a function of the module's file: then one steps into functions.
    public private(set) var hasMomentInFunction = false
    /// How many objects there were that would be boxes: the instances, or where there are none, everything.
    public var objectCount: Int { instanceCount > 0 ? instanceCount : allCount }
    /// How much was alive, event by event, up to ``judgedAt``.
    public private(set) var timeline: MemoryTimeline
    /// The event of the mark `names dropped`, or in a run that never came so far, the last: what is alive then and
    /// reached by nothing has leaked.
    public private(set) var judgedAt: Int
    /// The objects with these labels: those that were asked for, and the first ones of the run.
    public private(set) var ids: [String: ObjectID] = [:]
    private var ofModule: StatementCount
    private var ofFile: StatementCount
    private var instanceCount = 0
    private var allCount = 0
    private var firstInstances: [String] = []
    private var firstObjects: [String] = []
    private let wanted: [String]

    /// How many objects are drawn where a run has more than ``mostDrawn``, unless the findings name more.
    static let usuallyDrawn = 14
    /// A run of no more objects is drawn whole.
    public static let mostDrawn = 32

    /// Reads a run.
    ///
    /// - Parameters:
    ///   - trace: The run.
    ///   - labels: The objects that must be drawn.
    ///   - events: The events whose statements must be shown.
    /// - Throws: `TraceError.Code.badData` for events that cannot be.
    public init(_ trace: any Trace, labels: [String], events: [Int]) throws {
        wanted = labels
        timeline = MemoryTimeline(eventCount: trace.eventCount)
        judgedAt = trace.eventCount
        let asked = Set(labels)
        var pending = events.sorted()[...]
        var graph = ObjectGraph(names: trace.names)
        ofModule = StatementCount(graph.names, stepsIntoFunctions: false)
        ofFile = StatementCount(graph.names, stepsIntoFunctions: true)
        var isOver = false
        var isInFunction = false
        try trace.forEachEvent { sequence, event in
            if event.kind == .mark {
                isOver = true
                if event.endMark == .namesDropped { judgedAt = min(judgedAt, sequence) }
            }
            if !isOver {
                let before = ofFile.count
                ofModule.add(event)
                ofFile.add(event)
                if ofFile.count > before { isInFunction = !event.isModuleStatement }
            }
            while let next = pending.first, next <= sequence {
                ofModule.ask()
                ofFile.ask()
                hasMomentInFunction = hasMomentInFunction || isInFunction && !isOver
                pending.removeFirst()
            }
            guard sequence <= judgedAt else { return }
            let object = try graph.apply(event, sequence: sequence)
            var (objects, bytes) = (0, 0)
            switch event.kind {
            case .allocate:
                if let object {
                    add(object, label: graph.label(of: object.id), asked: asked)
                    (objects, bytes) = (object.kind == .instance ? 1 : 0, object.bytes)
                }
            case .deinitialize:
                if let object { (objects, bytes) = (object.kind == .instance ? -1 : 0, -object.bytes) }
            default:
                break
            }
            timeline.apply(objects: objects, bytes: bytes, sequence: sequence)
        }
        timeline.finish(at: judgedAt)
    }

    private mutating func add(_ object: LiveObject, label: @autoclosure () -> String, asked: Set<String>) {
        allCount += 1
        if object.kind == .instance { instanceCount += 1 }
        let isEarly = object.kind == .instance ? instanceCount <= Self.mostDrawn : allCount <= Self.mostDrawn
        guard isEarly || !asked.isEmpty else { return }
        let label = label()
        guard isEarly || asked.contains(label) else { return }
        ids[label] = object.id
        if object.kind == .instance, instanceCount <= Self.mostDrawn { firstInstances.append(label) }
        if allCount <= Self.mostDrawn { firstObjects.append(label) }
    }

    /// The labels of those that are drawn: what was asked for and, as far as there is room, the first of the run.
    public var drawn: [String] {
        let first = instanceCount > 0 ? firstInstances : firstObjects
        guard objectCount > Self.mostDrawn else { return wanted + first }
        return wanted + first.prefix(max(Self.usuallyDrawn - wanted.count, 0))
    }

    /// How many statements ran that one steps through, loops pass by pass.
    public func statementCount(inFunctions: Bool = false) -> Int { (inFunctions ? ofFile : ofModule).count }

    /// The numbers of the statements that are shown.
    public func shownStatements(inFunctions: Bool = false, most: Int = Self.usualStatements) -> Set<Int> {
        (inFunctions ? ofFile : ofModule).shown(most: most)
    }

    /// How many statements are shown where a run has more.
    public static let usualStatements = 90
}
