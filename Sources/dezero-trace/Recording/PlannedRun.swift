import Programs
import TraceModel

/// A run that is known to make sense before anything is created for it.
struct PlannedRun {
    /// What runs.
    let program: any Program
    /// Under which design, with which values.
    let settings: RunSettings
    /// What runs beside counting.
    let collector: CollectorName

    /// `PROGRAM/DESIGN`.
    var name: String { "\(program.name)/\(settings.design.name)" }

    /// What the recording keeps of it.
    var description: RunDescription {
        RunDescription(
            program: program.name, path: program.path, design: settings.design,
            explicitWeakReferences: program.makesWeakReferences,
            collector: collector, programText: program.text, parameters: settings.parameters.texts)
    }

    /// Every program under each of its designs.
    ///
    /// - Throws: `.usage` for a design or a value that a program cannot have.
    static func plan(
        _ programs: [any Program], designs: DesignChoice, set assignments: [Assignment], collector: CollectorName
    ) throws -> [PlannedRun] {
        let values = assignments.map { (name: $0.name, value: $0.value) }
        return try programs.flatMap { program in
            let parameters = try ParameterValues(of: program, set: values)
            return try designs.designs(of: program).map { design in
                PlannedRun(
                    program: program, settings: RunSettings(design: design, parameters: parameters),
                    collector: collector)
            }
        }
    }
}
