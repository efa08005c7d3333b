import TraceModel

/// What a stream tells by addresses of code, which a reader that has the files can find the sources of.
struct StreamCode {
    private var images: [CodeImage] = []
    /// The modules that came with a package manager.
    private var libraries: Set<String> = []
    /// The stacks of sites, by the places of these.
    private var stacks: [(site: Int, frames: [UInt])] = []
    /// Code of types, by the places of these.
    private var codes: [(type: Int, address: UInt)] = []

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
        stacks.append((place, stack))
    }

    mutating func addCode(_ line: StreamLine, place: Int) throws(StreamError) {
        // A return address stands behind the call: a function's first byte is looked up as one byte on.
        codes.append((place, UInt(try line.requiredNumber(1)) &+ 1))
    }

    /// Finds what was added since the last time: the places of sites, and which types are a library's.
    mutating func locate(_ names: inout TraceNames, by locator: (any CodeLocator)?) {
        defer { (stacks, codes) = ([], []) }
        guard let locator, !(stacks.isEmpty && codes.isEmpty) else { return }
        for (place, stack) in zip(locator.places(of: stacks.map(\.frames), in: images), stacks) {
            guard let place else { continue }
            names.sites[stack.site].file = place.file
            names.sites[stack.site].line = place.line
            names.sites[stack.site].function = place.function
            names.sites[stack.site].statement = place.statement
        }
        let files = zip(locator.files(of: codes.map(\.address), in: images), codes)
        // A module is a library's as a whole: not each of its types has code with a file.
        for (file, code) in files where CodePlace.isOfLibrary(file ?? "") {
            if let module = names.types[code.type].module { libraries.insert(module) }
        }
        for code in codes where libraries.contains(names.types[code.type].module ?? "") {
            names.types[code.type].origin = .library
        }
    }
}
