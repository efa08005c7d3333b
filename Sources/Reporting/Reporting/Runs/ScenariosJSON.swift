import TraceModel

/// `scenarios` for programs.
///
/// `{"schemaVersion", "scenarios": [{"name", "summary", "designs": [{"name", "weakSlots"}],
/// "parameters": {name: default}}]}`.
public struct ScenariosJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ scenarios: [ScenarioListing], to output: inout some TextOutputStream) {
        JSONDocument.make([("scenarios", .array(scenarios.map(scenario)))]).write(to: &output)
    }

    private func scenario(_ scenario: ScenarioListing) -> JSON {
        .object([
            ("name", .string(scenario.name)),
            ("summary", .string(scenario.summary)),
            ("designs", .array(scenario.designs.map(design))),
            ("parameters", .object(scenario.parameters.map { ($0.name, .string($0.defaultValue)) })),
        ])
    }

    private func design(_ design: Design) -> JSON {
        .object([("name", .string(design.name)), ("weakSlots", .strings(design.weakSlots.map(\.description)))])
    }
}
