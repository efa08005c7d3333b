import DesignAdvice
import Inspection
import LeakAnalysis
import Programs
import Reporting
import TraceModel

/// What one run of a program showed.
struct ModelRun {
    /// What is known of its objects.
    let analysis: RunAnalysis
    /// Why the program failed; nil where it ran to its end.
    let failure: String?
    /// Every instance, those that were freed before the final collection first, in the order in which they were.
    let ends: [UnmetExpectation.End]
    /// The names that objects were bound to first, by label.
    let names: [String: String]
    /// The statement that ran when the program ended.
    let lastStatement: Finding.Moment?

    /// Whether anything leaked, instance or not.
    var leaks: Bool {
        analysis.summary.leavesGarbage
    }

    /// Whether no object of any kind were made.
    var madeNothing: Bool { analysis.summary.byKind.values.allSatisfy { $0.allocated == 0 } }

    /// Runs the program.
    ///
    /// - Throws: `TraceError` for settings that do not fit the program, and for a run that cannot be judged.
    init(of program: any Program, settings: HeapSettings) throws {
        let replay = try settings.replay(of: program)
        let run = try replay.run(try settings.design(of: program), .asIs)
        failure = run.failure
        analysis = try RunAnalyzer.analyze(run.trace)
        names = try StepTable.stream(run.trace) { _ in }.names
        let marks = try Self.marks(of: run.trace)
        let index = NameIndex(run.trace.names)
        lastStatement = marks.lastStatement.flatMap { index.moment(of: $0, in: run.trace) }
        let instances = try ObjectRecord.all(in: run.trace).filter { $0.kind == .instance }
        let freed = instances.filter { ($0.died ?? .max) < marks.namesDropped }
        let leaked = instances.filter { ($0.died ?? .max) >= marks.namesDropped }
        ends =
            freed.sorted { ($0.died ?? 0) < ($1.died ?? 0) }.map { object in
                let place = object.died.flatMap { index.moment(of: $0, in: run.trace) }
                return UnmetExpectation.End(label: object.label, freedBy: place ?? marks.unknown)
            } + leaked.map { UnmetExpectation.End(label: $0.label, freedBy: nil) }
    }

    private struct Marks {
        var namesDropped = Int.max
        var lastStatement: Int?
        let unknown = Finding.Moment(file: "?", line: 0, statement: "", seq: 0)
    }

    private static func marks(of trace: MemoryTrace) throws -> Marks {
        var marks = Marks()
        var hasEnded = false
        try trace.forEachEvent { sequence, event in
            if event.kind == .statement, !hasEnded { marks.lastStatement = sequence }
            guard event.kind == .mark else { return }
            hasEnded = true
            if event.count == EndMark.namesDropped.rawValue { marks.namesDropped = sequence }
        }
        return marks
    }
}
