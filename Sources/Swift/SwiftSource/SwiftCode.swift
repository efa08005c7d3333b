public import TraceModel

/// The sources of a Swift program's code, of which only addresses are known.
public struct SwiftCode: CodeLocator {
    /// For programs on this machine.
    public init() {}

    public func locate(_ stacks: [[UInt]], in images: [CodeImage]) -> [CodeOrigin] {
        let symbols = Symbolicator(Set(stacks.joined()), in: images)
        var sources = SourceLines()
        return stacks.map { stack in
            let path = stack.first.flatMap { symbols[$0].last?.path }
            return CodeOrigin(
                site: symbols.place(of: stack).map { sources.site(of: $0) }, path: path == "" ? nil : path)
        }
    }
}
