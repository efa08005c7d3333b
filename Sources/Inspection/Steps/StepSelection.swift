public import TraceModel

/// Which statements are steps of a table, and which objects its columns.
public struct StepSelection: Equatable, Sendable {
    /// How deep in loops, branches and calls a step may stand; 0 for top level alone.
    public var depth: Int
    /// The function whose statements are the steps, whatever their depth, by its name alone or with its class; nil for
    /// all.
    public var function: String?
    /// The pass of the program's loop whose statements are the steps, from 1; nil for all.
    public var iteration: Int?
    /// The sorts of objects that have a column.
    public var kinds: Set<ObjectKind>

    /// Describes a selection.
    public init(depth: Int = 0, function: String? = nil, iteration: Int? = nil, kinds: Set<ObjectKind> = [.instance]) {
        self.depth = depth
        self.function = function
        self.iteration = iteration
        self.kinds = kinds
    }

    /// Whether a statement of this depth, in this place of the source and this pass of the loop, is a step.
    func takes(_ depth: Int, _ site: SiteDefinition?, iteration: Int) -> Bool {
        if let wanted = self.iteration, wanted != iteration { return false }
        if let function { return site.map { Self.isSame($0.function, function) } ?? false }
        // A question about a pass is one about what is in the loop.
        return self.iteration == nil ? depth <= self.depth : (1...max(self.depth, 1)).contains(depth)
    }

    /// Whether a function is the one that is asked for, each with or without what it stands in.
    private static func isSame(_ name: String, _ wanted: String) -> Bool {
        name == wanted || name.hasSuffix(".\(wanted)") || !name.contains(".") && wanted.hasSuffix(".\(name)")
    }
}
