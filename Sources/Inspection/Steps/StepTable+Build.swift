import LeakAnalysis
public import TraceModel

extension StepTable {
    /// Reads the table from a run's events.
    ///
    /// A step is a statement that the selection takes, as a rule one of top level: it begins at its `statement` event and
    /// ends at the next statement that is one, or that stands less deep, or at the mark `program end`. A loop's body counts
    /// pass by pass. O(events + steps * live instances).
    public static func build(from trace: any Trace, _ selection: StepSelection = StepSelection()) throws -> StepTable {
        var steps: [Step] = []
        var table = try stream(trace, selection) { steps.append($0) }
        table.steps = steps
        return table
    }

    /// Hands over one step after another, and returns the table without its steps.
    ///
    /// Memory: the live objects and references, one step, and the labels of the leaked, collected and named.
    public static func stream(
        _ trace: any Trace, _ selection: StepSelection = StepSelection(), _ body: (Step) throws -> Void
    ) throws -> StepTable {
        var fold = StepFold(trace, selection)
        if selection.iteration != nil { fold.loop = try loopStart(in: trace) ?? .max }
        try trace.forEachEvent { sequence, event in
            if let step = try fold.apply(event, sequence: sequence) { try body(step) }
        }
        if let step = fold.finish(before: trace.eventCount + 1) { try body(step) }
        return fold.ending()
    }

    /// The event of the loop that makes the run's iterations: the last statement of top level before the first of them
    /// ends; nil for a run without.
    private static func loopStart(in trace: any Trace) throws -> Int? {
        var (start, isFound) = (0, false)
        try trace.readEvents(from: 1) { first, events in
            for (sequence, event) in zip(first..., events) {
                if event.kind == .iteration {
                    isFound = true
                    return false
                }
                if event.kind == .statement, event.count == 0 { start = sequence }
            }
            return true
        }
        return isFound ? start : nil
    }
}

/// What one reading of the events gathers for the table.
private struct StepFold {
    private let selection: StepSelection
    private var iteration = 1
    /// Where the loop begins whose pass is asked for; what stands before it is in none.
    var loop = 0
    /// Whether statements that are not steps ran since the last step.
    private var hasGap = false
    private var graph: ObjectGraph
    private let output: [PrintedOutput]
    private var nextOutput = 0
    private var current: StepTable.Step?
    /// The instances in the order of allocation; the dead among them are dropped at the end of each step.
    private var instances: [ObjectID] = []
    private var made = 0
    private var leakedLeftOut = 0
    private var lastTold = ObjectID.none
    private var phase: EndMark?
    private var leaked: [String]?
    private var collected: [String] = []
    private var names: [String: String] = [:]

    init(_ trace: any Trace, _ selection: StepSelection) {
        self.selection = selection
        graph = ObjectGraph(names: trace.names, countsRoots: true)
        output = trace.output.sorted { $0.sequence < $1.sequence }
    }

    /// Takes one event in; returns the step that it ends.
    mutating func apply(_ event: Event, sequence: Int) throws -> StepTable.Step? {
        // The next statement of top level is behind the loop.
        if loop > 0, sequence > loop, event.kind == .statement, event.count == 0 { loop = .max }
        let isStatement = phase == nil && sequence >= loop && isStep(event)
        let isEnd = event.endMark == .programEnd || endsCurrent(event)
        if event.kind == .statement, !isStatement, endsCurrent(event) || current == nil { hasGap = true }
        var ended: StepTable.Step?
        if isStatement || isEnd {
            ended = finish(before: sequence)
            dropOutput(before: sequence)
        }
        let label = event.kind == .deinitialize && isTold(event.object) ? graph.label(of: event.object) : ""
        let object = try graph.apply(event, sequence: sequence)
        switch event.kind {
        case .statement where isStatement:
            let site = graph.names.site(event.site)
            current = StepTable.Step(
                line: site?.line ?? 0, source: site?.statement ?? "", counts: [], deinits: [], output: "")
            current?.depth = max(Int(event.count), 0)
            if hasGap {
                let before = Dictionary(counts(), uniquingKeysWith: { $1 })
                current?.countsBefore = before
            }
            hasGap = false
        case .allocate:
            if let object, isTold(object.kind) { add(object.id) }
        case .retain where event.bindsModuleName:
            if let object, isTold(object.kind), isTold(object.id) { name(object, by: event.field) }
        case .deinitialize:
            if let object, isTold(object.kind), isTold(event.object) { free(label) }
        case .iteration:
            iteration += 1
        case .mark:
            reach(event.endMark)
        default:
            break
        }
        return ended
    }

    /// The count of everything that has a column and is alive.
    private mutating func counts() -> [(label: String, count: Int)] {
        instances.removeAll { graph.object($0) == nil }
        return instances.compactMap { id in
            graph.object(id).map { (graph.label(of: id), $0.strongCount ?? -1) }
        }
    }

    private func isStep(_ event: Event) -> Bool {
        event.kind == .statement
            && selection.takes(
                Int(event.count), selection.function == nil ? nil : graph.names.site(event.site), iteration: iteration)
    }

    /// Whether a statement that is no step shows that the one under way has ended: a call has returned, or its pass is
    /// over.
    private func endsCurrent(_ event: Event) -> Bool {
        guard let current, event.kind == .statement, selection != StepSelection(kinds: selection.kinds) else {
            return false
        }
        return event.count <= current.depth || selection.iteration.map { $0 < iteration } ?? false
    }

    private func isTold(_ kind: ObjectKind) -> Bool { selection.kinds.contains(kind) }

    /// The step that was under way, as the graph stands, with what was printed before event `sequence`.
    mutating func finish(before sequence: Int) -> StepTable.Step? {
        guard var step = current else { return nil }
        current = nil
        step.counts = counts()
        while nextOutput < output.count, output[nextOutput].sequence < sequence {
            step.output += output[nextOutput].text
            nextOutput += 1
        }
        return step
    }

    /// The table but for its steps.
    ///
    /// A run without the mark `names dropped` is judged as it stands.
    mutating func ending() -> StepTable {
        var table = StepTable(
            steps: [], leaked: leaked ?? leakedNow(), collected: collected.sorted(), names: names)
        table.instancesLeftOut = max(made - StepTable.mostInstances, 0)
        table.leakedLeftOut = leakedLeftOut
        return table
    }

    private mutating func add(_ id: ObjectID) {
        made += 1
        guard made <= StepTable.mostInstances else { return }
        instances.append(id)
        lastTold = id
    }

    /// Whether an instance is among the first of the run.
    private func isTold(_ id: ObjectID) -> Bool { id <= lastTold }

    private mutating func dropOutput(before sequence: Int) {
        while nextOutput < output.count, output[nextOutput].sequence < sequence { nextOutput += 1 }
    }

    private mutating func name(_ object: LiveObject, by field: FieldID) {
        let label = graph.label(of: object.id)
        if names[label] == nil { names[label] = graph.names.fieldText(field) }
    }

    private mutating func free(_ label: String) {
        current?.deinits.append(label)
        if phase == .namesDropped { collected.append(label) }
    }

    private mutating func reach(_ mark: EndMark?) {
        phase = mark ?? phase
        if mark == .namesDropped { leaked = leakedNow() }
    }

    private mutating func leakedNow() -> [String] {
        let all = LeakedPart(GraphSnapshot(graph.snapshot())).objectsLeft.filter { isTold($0.kind) }
        let told = all.filter { isTold($0.id) }
        leakedLeftOut = all.count - told.count
        return told.map { graph.label(of: $0.id) }
    }
}
