public import TraceModel

extension WhyAlive {
    /// Answers for one object of a run, in a few readings of its events.
    ///
    /// Looks at the mark `program end` where a root reaches the object there, else at `names dropped`; in a run that
    /// came to no mark, at its last event. O(events), and memory as ``RunAnalyzer/analyze(_:progress:)``.
    ///
    /// Throws `TraceError.Code.notFound` for an object that the run never allocated, and what the analyzer throws.
    public static func build(
        _ trace: any Trace, object: ObjectID, progress: RunAnalyzer.Progress? = nil
    ) throws -> WhyAlive {
        let history = try ObjectHistory.build(trace, object: object)
        let study = try RunStudy(trace, progress: progress)
        let atEnd = try programEnd(of: trace)
        let moment = atEnd?.snapshot ?? study.leaked.snapshot
        let leak = try leak(of: object, study, in: trace)
        func why(_ answer: Answer, _ mark: EndMark?, in snapshot: GraphSnapshot?) -> WhyAlive {
            let alive = snapshot.flatMap { moment in moment.node(of: object).map { moment.objects[$0] } }
            return WhyAlive(
                object: history.object, type: history.type, count: alive?.knownCount, mark: mark, answer: answer)
        }
        func reached(_ snapshot: GraphSnapshot, _ mark: EndMark?) throws -> WhyAlive? {
            guard let node = snapshot.node(of: object),
                let (root, path) = try rootPath(to: node, in: snapshot, names: study.names, trace: trace)
            else { return nil }
            return why(.reached(root: root, path: path), mark, in: snapshot)
        }

        let judged: EndMark? = study.fold.judgedAt == nil ? nil : .namesDropped
        if var alive = try reached(moment, atEnd == nil ? nil : .programEnd) {
            alive.later = leak
            return alive
        }
        if let leak {
            return why(.leaked(leak), judged, in: study.leaked.snapshot)
        }
        if let died = history.object.died {
            return why(.freed(try death(at: died, history, study, in: trace)), nil, in: nil)
        }
        // Made after the program's end, and still held.
        guard let alive = try reached(study.leaked.snapshot, judged) else {
            throw TraceError(.defect, "object \(history.object.label) is neither alive nor dead")
        }
        return alive
    }

    /// The graph at the mark `program end`; nil where the run never came so far.
    private static func programEnd(of trace: any Trace) throws -> (snapshot: GraphSnapshot, event: Int)? {
        var graph = ObjectGraph(names: trace.names)
        var mark: Int?
        try trace.readEvents(from: 1) { first, events in
            for (sequence, event) in zip(first..., events) {
                try graph.apply(event, sequence: sequence)
                if event.kind == .mark, event.count == EndMark.programEnd.rawValue {
                    mark = sequence
                    return false
                }
            }
            return true
        }
        return mark.map { (GraphSnapshot(graph), $0) }
    }

    private static func death(
        at died: Int, _ history: ObjectHistory, _ study: RunStudy, in trace: any Trace
    ) throws -> Death {
        let place = study.fold.objects.firstIndex { $0.id == history.object.id } ?? 0
        let byCollector = history.object.freedByCollector == true
        var ids = IDIndex()
        for object in study.fold.objects { ids.append(object.id) }
        var causes = OrphanTimes(ids: ids, isAsked: Array(repeating: false, count: ids.count))
        try trace.readEvents(from: 1) { first, events in
            for (sequence, event) in zip(first..., events) {
                guard sequence <= died else { return false }
                causes.apply(event, sequence: sequence)
            }
            return true
        }
        let cause = byCollector ? nil : causes.cause(of: place)
        let orphaned = study.times.isEmpty ? nil : study.times[place].moment
        let moments = try Moments(of: [died, cause, orphaned], in: trace, names: study.names)
        let last = history.entries.last { $0.kind == .release && $0.seq <= died }
        return Death(
            seq: died, at: moments[died], byCollector: byCollector, lastHolder: last?.holder ?? "",
            cause: moments[cause], orphanedBy: moments[orphaned])
    }
}

extension LiveObject {
    /// The strong count, where the events tell it.
    fileprivate var knownCount: Int? { isCountKnown ? strongCount : nil }
}
