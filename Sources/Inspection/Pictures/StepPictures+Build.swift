import LeakAnalysis
public import TraceModel

extension StepPictures {
    /// How many objects all pictures of a run may look at together; each frame costs as much as is alive in it.
    public static let mostWork = 8_000_000

    /// Draws a run.
    ///
    /// - Parameters:
    ///   - trace: The run.
    ///   - scan: What was found out about it.
    ///   - labels: The objects that are drawn.
    ///   - statements: The numbers of the statements after which a picture is taken. Where too much is alive to take
    ///     them all, the later ones are left out, but not the end.
    ///   - inFunctions: Whether statements of functions have numbers, too.
    ///   - work: How many objects may be looked at in all.
    /// - Throws: `TraceError.Code.badData` for events that cannot be.
    public init(
        _ trace: any Trace, scan: PictureScan, labels: Set<String>, statements: Set<Int>, inFunctions: Bool = false,
        work: Int = mostWork
    ) throws {
        var fold = PictureFold(trace, labels: labels, statements: statements, inFunctions: inFunctions, work: work)
        try trace.forEachEvent { sequence, event in try fold.apply(event, sequence: sequence) }
        fold.finish(at: trace.eventCount)
        self.init(
            frames: fold.frames, statementCount: scan.statementCount(inFunctions: inFunctions),
            objectCount: scan.objectCount, drawn: fold.drawn)
    }
}

/// What one reading of the events gathers for the pictures.
private struct PictureFold {
    private(set) var frames: [StepPictures.Frame] = []
    private(set) var drawn: [String] = []
    private var graph: ObjectGraph
    private var own: OwnStatements
    private var pass = 1
    private let labels: Set<String>
    private let statements: Set<Int>
    private let output: [PrintedOutput]
    private var nextOutput = 0
    private var ids: Set<ObjectID> = []
    private var boundNames: [ObjectID: String] = [:]
    private var freed: [String] = []
    private var number = 0
    private var current: Finding.Moment?
    private var phase: EndMark?
    private var work: Int

    init(_ trace: any Trace, labels: Set<String>, statements: Set<Int>, inFunctions: Bool, work: Int) {
        graph = ObjectGraph(names: trace.names)
        own = OwnStatements(graph.names, stepsIntoFunctions: inFunctions)
        output = trace.output.sorted { $0.sequence < $1.sequence }
        self.labels = labels
        self.statements = statements
        self.work = work
    }

    mutating func apply(_ event: Event, sequence: Int) throws {
        let begun = phase == nil ? own.pass(event) : nil
        if begun != nil || event.kind == .mark && phase == nil { endStatement(before: sequence) }
        let label = event.kind == .deinitialize && ids.contains(event.object) ? graph.label(of: event.object) : nil
        let object = try graph.apply(event, sequence: sequence)
        switch event.kind {
        case .statement:
            guard let begun else { break }
            number += 1
            pass = begun
            current = graph.names.moment(sequence, at: event.site)
        case .allocate:
            if let object { add(object) }
        case .retain where event.bindsModuleName:
            if ids.contains(event.object), boundNames[event.object] == nil {
                boundNames[event.object] = graph.names.fieldText(event.field)
            }
        case .deinitialize:
            if let label { freed.append(label) }
        case .mark:
            phase = event.endMark
            if phase == .namesDropped { endRun(at: sequence) }
        default:
            break
        }
    }

    /// Ends a run that never came to its end: with the statement under way.
    mutating func finish(at sequence: Int) {
        if phase == nil { endStatement(before: sequence + 1, isLast: true) }
    }

    private mutating func add(_ object: LiveObject) {
        let label = graph.label(of: object.id)
        guard labels.contains(label) else { return }
        ids.insert(object.id)
        drawn.append(label)
    }

    private mutating func endStatement(before sequence: Int, isLast: Bool = false) {
        guard number > 0, isLast || statements.contains(number), work > graph.count else { return }
        let moment = GraphMoment(seq: sequence - 1, statement: current, isEndOfStatement: true)
        take(moment, number: number)
    }

    /// The names are gone; where that changed nothing, the last statement has shown it all.
    private mutating func endRun(at sequence: Int) {
        let isLeftOut = frames.last?.number != number
        take(GraphMoment(seq: sequence, mark: .namesDropped), number: nil)
        guard !isLeftOut, frames.count > 1, let end = frames.last, end.freed.isEmpty, end.output.isEmpty else { return }
        let before = frames[frames.count - 2].picture
        if end.picture.boxes == before.boxes, end.picture.arrows == before.arrows { frames.removeLast() }
    }

    private mutating func take(_ moment: GraphMoment, number: Int?) {
        work -= graph.count
        var text = ""
        while nextOutput < output.count, output[nextOutput].sequence <= moment.seq {
            // A picture has room for little; the rest stands in the run's output.
            if text.utf8.count < 400 { text += output[nextOutput].text }
            nextOutput += 1
        }
        let whole = MomentGraph(graph, at: moment, boundNames: boundNames)
        let choice = BoxChoice(whole, drawn: ids)
        frames.append(
            StepPictures.Frame(
                number: number, statement: moment.statement,
                picture: ObjectPicture(whole, choice: choice, mostArrows: 4 * choice.nodes.count), freed: freed,
                output: text, pass: number == nil ? 1 : pass))
        freed = []
    }
}

extension MomentGraph {
    /// The graph as it stands between two statements of the module, when no call is under way.
    ///
    /// O(n log n + m log m).
    init(_ graph: ObjectGraph, at moment: GraphMoment, boundNames: [ObjectID: String]) {
        let holders = HolderNames(of: graph.names)
        let snapshot = GraphSnapshot(graph.snapshot())
        let roots = snapshot.rootReferences.map { Root(text: holders.text($0.asEvent), reference: $0) }
        self.init(LeakedPart(snapshot), at: moment, graph: graph, boundNames: boundNames, roots: roots)
    }
}

extension BoxChoice {
    /// Draws those of them that are alive, and folds what is neither one of them nor an instance.
    init(_ graph: MomentGraph, drawn: Set<ObjectID>) {
        let objects = graph.snapshot.objects
        let isDrawn = objects.map { drawn.contains($0.id) }
        self.init(isDrawn: isDrawn, isBox: objects.indices.map { isDrawn[$0] || objects[$0].kind == .instance })
    }
}
