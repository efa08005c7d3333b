import TraceModel

/// What a stream tells by addresses of code, which a reader that has the files can find the sources of.
struct StreamCode {
    private var images: [CodeImage] = []
    /// The modules that came with a package manager.
    private var libraries: Set<String> = []
    /// What a stack is of: a site or a type, by its place.
    private enum Concerned {
        case site(Int)
        case type(Int)
    }

    private var stacks: [(of: Concerned, frames: [UInt])] = []

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
        stacks.append((.site(place), stack))
    }

    mutating func addCode(_ line: StreamLine, place: Int) throws(StreamError) {
        // A return address stands behind the call: a function's first byte is looked up as one byte on.
        stacks.append((.type(place), [UInt(try line.requiredNumber(1)) &+ 1]))
    }

    /// Finds what was added since the last time: the places of sites, and which types are a library's.
    mutating func locate(_ names: inout TraceNames, by locator: (any CodeLocator)?) {
        defer { stacks = [] }
        guard let locator, !stacks.isEmpty else { return }
        var types: [Int] = []
        for (origin, stack) in zip(locator.locate(stacks.map(\.frames), in: images), stacks) {
            switch stack.of {
            case .site(let place):
                guard var site = origin.site else { continue }
                site.id = names.sites[place].id
                names.sites[place] = site
            case .type(let place):
                types.append(place)
                if origin.isOfLibrary, let module = names.types[place].module { libraries.insert(module) }
            }
        }
        // A module is a library's as a whole: not each of its types has code with a file.
        for type in types where libraries.contains(names.types[type].module ?? "") {
            names.types[type].origin = .library
        }
    }
}
