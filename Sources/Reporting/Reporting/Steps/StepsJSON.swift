import Inspection
import LeakAnalysis
import TraceModel

/// `steps` for programs, in the format of the CPython oracle.
///
/// `{"schemaVersion", "run", "program", "design", "steps": [{"line", "source", "counts": {label: n}, "deinit",
/// "output"}], "leaked", "collected"}`, and where more than 10,000 instances were made, of which the first are told,
/// "leftOut" and "leakedLeftOut": instances only; `counts` in the order of allocation, null
/// for a count that the source of the events cannot know; `depth` only of a statement that is not at top level, `output` only
/// where something was printed.
public struct StepsJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ steps: Steps, to output: inout some TextOutputStream) {
        var members: [(key: String, value: JSON)] = [
            ("run", .int(steps.run.id)),
            ("program", .string(steps.run.description.program)),
            ("design", .string(steps.run.description.design.name)),
            ("steps", .array(steps.table.steps.map(step))),
            ("leaked", .strings(steps.table.leaked)),
            ("collected", .strings(steps.table.collected)),
        ]
        if steps.table.instancesLeftOut > 0 {
            members.append(("leftOut", .int(steps.table.instancesLeftOut)))
            members.append(("leakedLeftOut", .int(steps.table.leakedLeftOut)))
        }
        JSONDocument.make(members).write(to: &output)
    }

    private func step(_ step: StepTable.Step) -> JSON {
        let counts = step.counts.map { (key: $0.label, value: $0.count < 0 ? JSON.null : .int($0.count)) }
        var members: [(key: String, value: JSON)] = [
            ("line", .int(step.line)),
            ("source", .string(step.source)),
            ("counts", .object(counts)),
            ("deinit", .strings(step.deinits)),
        ]
        if step.depth > 0 { members.append(("depth", .int(step.depth))) }
        if !step.output.isEmpty { members.append(("output", .string(step.output))) }
        return .object(members)
    }
}
