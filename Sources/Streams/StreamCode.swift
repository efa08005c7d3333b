import TraceModel

/// What a stream tells by addresses of code, which a reader that has the files can find the sources of.
struct StreamCode {
    private var images: [CodeImage] = []
    /// Stacks, and what each is of: a site or a type, by its place.
    private var stacks: [[UInt]] = []
    private var concerned: [Concerned] = []

    private enum Concerned {
        case site(Int)
        case type(Int)
    }

    /// A stack is what a person can read.
    private static let mostFrames = 64

    mutating func addImage(_ line: StreamLine) throws(StreamError) {
        try line.limit(3)
        let (begin, end) = (try line.requiredNumber(1), try line.requiredNumber(2))
        guard begin <= end else { throw line.error("ends before it begins") }
        images.append(CodeImage(path: try line.required(0), begin: UInt(begin), end: UInt(end)))
    }

    mutating func addFrames(_ line: StreamLine, place: Int) throws(StreamError) {
        try line.limit(1 + Self.mostFrames)
        var stack: [UInt] = []
        for column in 1..<max(1, line.columns.count) { stack.append(UInt(try line.requiredNumber(column))) }
        stacks.append(stack)
        concerned.append(.site(place))
    }

    mutating func addCode(_ line: StreamLine, place: Int) throws(StreamError) {
        // A return address stands behind the call: a function's first byte is looked up as one byte on.
        stacks.append([UInt(try line.requiredNumber(1)) &+ 1])
        concerned.append(.type(place))
    }

    /// Finds what was added since the last time: the places of sites, and which types are a library's.
    mutating func locate(_ names: inout TraceNames, by locator: (any CodeLocator)?) {
        defer { (stacks, concerned) = ([], []) }
        guard let locator, !stacks.isEmpty else { return }
        for (place, concerned) in zip(locator.places(of: stacks, in: images), concerned) {
            guard let place else { continue }
            switch concerned {
            case .site(let site):
                names.sites[site].file = place.file
                names.sites[site].line = place.line
                names.sites[site].function = place.function
                names.sites[site].statement = place.statement
            case .type(let type):
                if place.isOfLibrary { names.types[type].origin = .library }
            }
        }
    }
}
