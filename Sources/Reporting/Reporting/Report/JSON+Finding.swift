package import TraceModel

extension JSON {
    /// A finding, as `report` and `check` publish it.
    package static func finding(_ finding: Finding) -> JSON {
        if let growth = finding.growth, let perPass = finding.perPass {
            return .object([
                ("fingerprint", .string(finding.fingerprint)), ("kind", .string(finding.kind.rawValue)),
                ("heldBy", .string(finding.holder)), ("root", .string(growth.root)),
                ("path", .array(finding.path.map(step))),
                ("perPass", .object([("objects", .int(perPass.objects)), ("bytes", .int(perPass.bytes))])),
                ("passes", .int(growth.passes)),
            ])
        }
        var members: [(key: String, value: JSON)] = [
            ("fingerprint", .string(finding.fingerprint)),
            ("kind", .string(finding.kind.rawValue)),
            ("path", .array(finding.path.map(step))),
            ("length", .int(finding.length)),
            ("instances", .int(finding.instances)),
            ("fate", .object([("left", .int(finding.left)), ("collected", .int(finding.collected))])),
            ("objectsInCycle", .int(finding.objectsInCycle)),
            ("objectsKept", .int(finding.objectsKept)),
            ("retainedBytes", .int(finding.retainedBytes)),
            ("closedBy", optional(finding.closedBy)),
            ("orphanedBy", optional(finding.orphanedBy)),
            ("orphanedThrough", optional(finding.orphanedThrough)),
            ("heldBy", .strings(finding.heldBy)),
            ("exclusiveObjects", .int(finding.exclusiveObjects)),
            ("exclusiveBytes", .int(finding.exclusiveBytes)),
            ("otherRings", .array(finding.otherRings.map(JSON.strings))),
            ("certainty", .string(finding.certainty.rawValue)),
            ("types", .object(finding.types.sorted { $0.key < $1.key }.map { ($0.key, .int($0.value)) })),
            ("allocatedAt", .array(finding.path.map { $0.born.map { .string("\($0.file):\($0.line)") } ?? .null })),
        ]
        if let seenAt = finding.seenAt { members.append(("seenAt", .string(seenAt))) }
        if let change = finding.change { members.append(("change", Self.change(change))) }
        return .object(members)
    }

    private static func change(_ change: GraphChange) -> JSON {
        .object([
            ("kind", .string(change.kind.rawValue)), ("slots", .strings(change.slots.map(\.description))),
            ("target", .string(change.target)), ("frees", .int(change.frees)), ("of", .int(change.of)),
        ])
    }

    /// One reference of a ring or a path.
    package static func step(_ step: Finding.Step) -> JSON {
        .object([
            ("object", .string(step.object)), ("type", .string(step.type)), ("field", .string(step.field)),
            ("target", .string(step.target)), ("count", .optional(step.count)), ("born", optional(step.born)),
        ])
    }

    /// A moment, or null.
    package static func optional(_ moment: Finding.Moment?) -> JSON { moment.map(JSON.moment) ?? .null }

    private static func moment(_ moment: Finding.Moment) -> JSON {
        let facts: [(key: String, value: String?)] = [
            ("function", moment.function), ("returned", moment.returned), ("name", moment.name),
        ]
        return .object(
            [
                ("file", .string(moment.file)), ("line", .int(moment.line)), ("statement", .string(moment.statement)),
                ("seq", .int(moment.seq)),
            ] + facts.compactMap { key, value in value.map { (key, .string($0)) } })
    }
}
