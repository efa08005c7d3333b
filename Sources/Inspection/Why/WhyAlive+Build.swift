public import LeakAnalysis
public import TraceModel

extension WhyAlive {
    /// Answers for one object of a run.
    ///
    /// Looks at the mark `program end` where a root reaches the object there, else at `names dropped`; in a run that
    /// came to no mark, at its last event. What leaked takes one reading and a look back, what is reached a reading, what
    /// died a look back; O(events), and memory as `RunAnalyzer`.
    ///
    /// Throws `TraceError.Code.notFound` for an object that the run never allocated, and what the analyzer throws.
    public static func build(
        _ trace: any Trace, object: ObjectID, progress: RunAnalyzer.Progress? = nil
    ) throws -> WhyAlive {
        guard let birth = try trace.births(of: [object])[object] else {
            throw TraceError(
                .notFound, "the run has no object \(object.rawValue)",
                remedy: "name it by its label Type#k, its number, or a name of the module")
        }
        let names = NameIndex(trace.names)
        let end = try ObjectEnd(of: object, in: trace)
        let record = ObjectRecord(
            id: object, kind: birth.kind, type: birth.type, label: names.label(of: birth), bytes: birth.bytes,
            born: birth.born, died: end.died?.seq, freedByCollector: end.died.map { $0.event.isByCollection })
        func why(_ answer: Answer, _ mark: EndMark?, count: Int? = nil) -> WhyAlive {
            WhyAlive(object: record, type: names.typeName(birth.type), count: count, mark: mark, answer: answer)
        }
        let programEnd = try trace.event(of: .programEnd)
        let judgedAt = try trace.judgedAt()
        if let died = end.died, died.seq < programEnd ?? judgedAt ?? trace.eventCount {
            return why(.freed(try death(died, end, object, in: trace, names, progress)), nil)
        }

        let isLeft = end.died.map { died in judgedAt.map { died.seq > $0 } ?? false } ?? true
        let study = isLeft ? try RunStudy(trace, ringOf: object, progress: progress) : nil
        let leak = try study.flatMap { try Self.leak(of: object, $0, in: trace) }
        let judged: EndMark? = judgedAt == nil ? nil : .namesDropped
        // What leaked was reached at the program's end if a root reached it later still.
        let lost = study?.sweep?.end(of: object)?.moment ?? 0
        var moments = [(event: programEnd, mark: EndMark.programEnd as EndMark?)].filter { $0.event != nil }
        if leak == nil { moments.append((judgedAt ?? trace.eventCount, judged)) }
        for (event, mark) in moments where leak == nil || lost > event ?? 0 {
            if let root = try directRoot(of: object, at: event ?? trace.eventCount, in: trace, names: names) {
                var answer = why(.reached(root: root.text, path: Path([], length: 0)), mark, count: root.count)
                answer.later = leak
                return answer
            }
            let snapshot = GraphSnapshot(try ObjectGraph(of: trace, after: event ?? trace.eventCount).snapshot())
            guard let node = snapshot.node(of: object),
                let (root, path) = try rootPath(to: node, in: snapshot, names: names, trace: trace)
            else { continue }
            var answer = why(.reached(root: root, path: path), mark, count: snapshot.objects[node].strongCount)
            answer.later = leak
            return answer
        }
        if let leak, let snapshot = study?.leaked.snapshot {
            let node = snapshot.node(of: object)
            return why(.leaked(leak), judged, count: node.flatMap { snapshot.objects[$0].strongCount })
        }
        guard let died = end.died else {
            throw TraceError(.defect, "object \(record.label) is neither alive nor dead")
        }
        return why(.freed(try death(died, end, object, in: trace, names, progress)), nil)
    }

    private static func death(
        _ died: (seq: Int, event: Event), _ end: ObjectEnd, _ object: ObjectID, in trace: any Trace,
        _ names: NameIndex, _ progress: RunAnalyzer.Progress?
    ) throws -> Death {
        let byCollector = died.event.isByCollection
        let orphaned = byCollector ? try RunStudy(trace, progress: progress).sweep?.end(of: object)?.moment : nil
        let cause = byCollector ? nil : end.cause
        let moments = try Moments(of: [cause, orphaned], in: trace, names: names)
        let holders = try HolderNames(of: end.lastHolding.map { [$0] } ?? [], in: trace, names: names)
        return Death(
            seq: died.seq, at: names.moment(died.seq, at: died.event.site), byCollector: byCollector,
            lastHolder: end.lastHolding.map { holders.text($0.event) } ?? "", cause: moments[cause],
            orphanedBy: moments[orphaned])
    }
}
