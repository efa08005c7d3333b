import TraceModel

extension JSON {
    /// A finding, as `report` and `check` publish it.
    static func finding(_ finding: Finding) -> JSON {
        .object([
            ("fingerprint", .string(finding.fingerprint)),
            ("kind", .string(finding.kind.rawValue)),
            ("path", .array(finding.path.map(step))),
            ("instances", .int(finding.instances)),
            ("objectsInCycle", .int(finding.objectsInCycle)),
            ("objectsKept", .int(finding.objectsKept)),
            ("retainedBytes", .int(finding.retainedBytes)),
            ("closedBy", finding.closedBy.map(moment) ?? .null),
            ("orphanedBy", finding.orphanedBy.map(moment) ?? .null),
        ])
    }

    private static func step(_ step: Finding.Step) -> JSON {
        .object([
            ("object", .string(step.object)), ("type", .string(step.type)), ("field", .string(step.field)),
            ("target", .string(step.target)),
        ])
    }

    private static func moment(_ moment: Finding.Moment) -> JSON {
        .object([
            ("file", .string(moment.file)), ("line", .int(moment.line)), ("statement", .string(moment.statement)),
            ("seq", .int(moment.seq)),
        ])
    }
}
