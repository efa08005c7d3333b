public import TraceModel

/// Programs by name.
public struct Catalogue: Sendable {
    /// Every program, in the order in which people should meet them.
    public let programs: [any Program]

    /// A catalogue of these programs.
    public init(_ programs: [any Program]) { self.programs = programs }

    /// The program of this name, or nil.
    public func program(named name: String) -> (any Program)? { programs.first { $0.name == name } }

    /// What to say where there is no such program.
    public func unknown(_ name: String) -> TraceError {
        TraceError(
            .notFound, "there is no program \(name)",
            remedy: Suggestion.remedy(
                Suggestion.closest(to: name, among: programs.map(\.name)),
                then: "see `dezero-trace scenarios`, or give the path of a .py file"))
    }
}
