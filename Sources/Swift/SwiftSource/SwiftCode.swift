public import TraceModel

/// The sources of a Swift program's code, of which only addresses are known.
public struct SwiftCode: CodeLocator {
    /// For programs on this machine.
    public init() {}

    public func places(of stacks: [[UInt]], in images: [CodeImage]) -> [CodePlace?] {
        let symbols = Symbolicator(Set(stacks.joined()), in: images)
        var sources = SourceLines()
        return stacks.map { stack in
            symbols.place(of: stack).map { place in
                CodePlace(
                    path: place.path, line: place.line, function: place.function,
                    statement: sources.line(place.line, of: place.path))
            }
        }
    }

    public func files(of addresses: [UInt], in images: [CodeImage]) -> [String?] {
        let symbols = Symbolicator(Set(addresses), in: images)
        return addresses.map { address in symbols[address].last.map(\.path).flatMap { $0.isEmpty ? nil : $0 } }
    }
}
