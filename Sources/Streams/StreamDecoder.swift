import TraceModel

/// Follows the records of a stream, and hands the looks on as each is whole.
final class StreamDecoder {
    /// What the stream says of its run; nil before the header.
    private(set) var observation: Observation?
    /// The look that is under way.
    var look: Look?
    /// The objects of the look that is under way.
    var inLook: Set<ObjectID> = []
    /// Those of the mark that it calls the same.
    var inSame: Set<ObjectID> = []
    var tables = StreamTables()
    private let sink: any RunSink
    private var hasEnded = false
    private var facts: Set<String> = []
    private var hasBegun = false

    private let locator: (any CodeLocator)?

    init(sink: any RunSink, locator: (any CodeLocator)?) {
        self.sink = sink
        self.locator = locator
    }

    /// Takes a record in.
    ///
    /// - Throws: ``StreamError`` for one that breaks a rule; what the sink throws.
    func read(_ line: StreamLine) throws {
        guard observation != nil else { return try begin(line) }
        guard !hasEnded else { throw line.error("stands after the end") }
        if let inside = Self.isInside[line.word], inside != (look != nil) {
            throw line.error("stands \(inside ? "outside" : "inside") of a snapshot")
        }
        switch line.word {
        case "sees": try readSees(line)
        case "runtime", "command", "program", "folder", "process": try readFact(line)
        case "type": try tables.addType(line)
        case "field": try tables.addField(line)
        case "site": try tables.addSite(line)
        case "image": try tables.addImage(line)
        case "frames": try tables.addFrames(line)
        case "code": try tables.addCode(line)
        case "mark": try readMark(line)
        case "obj", "ref", "weak", "may", "root", "more", "alive", "same": try readInside(line)
        case "marked": try readMarked(line)
        case "watch": try tables.watch(line)
        case "step": if let step = try tables.beginStep(line) { try hand(on: step) }
        case "count", "gain", "lose", "gone": try tables.readWatched(line)
        case "child": try readChild(line)
        case "tried": try readTried(line)
        case "note":
            try line.limit(2)
            observation?.notes.append(try line.required(1))
        case "end": try readEnd(line)
        default: throw line.error("begins with the unknown word \(line.word.prefix(40))")
        }
    }

    /// Which records belong into a snapshot, and which do not; the others may stand anywhere.
    private static let isInside: [String: Bool] = {
        var isInside: [String: Bool] = [:]
        for word in ["obj", "ref", "weak", "may", "root", "more", "alive", "same", "marked"] { isInside[word] = true }
        for word in ["mark", "watch", "step", "count", "gain", "lose", "gone", "end", "tried", "child", "program"] {
            isInside[word] = false
        }
        return isInside
    }()

    private func begin(_ line: StreamLine) throws {
        guard line.word == "dezero-trace-stream" else { throw line.error("is no header of one") }
        try line.limit(2)
        let version = try line.required(0)
        guard version == "1" else { throw line.error("is of version \(version), and this dezero-trace knows 1") }
        observation = Observation(source: try line.required(1))
    }

    private func readSees(_ line: StreamLine) throws {
        guard tables.marks == 0, look == nil, observation?.sees.isEmpty ?? true else {
            throw line.error("says too late what is seen")
        }
        for place in line.columns.indices {
            let word = try line.required(place)
            guard let sight = Sight(rawValue: word) else { throw line.error("sees something unknown") }
            observation?.sees.insert(sight)
        }
    }

    private func readFact(_ line: StreamLine) throws {
        guard facts.insert(line.word).inserted else { throw line.error("is a second \(line.word)") }
        switch line.word {
        case "runtime":
            try line.limit(3)
            observation?.runtime = [try line.required(0), line.text(1)].compactMap(\.self).joined(separator: " ")
        case "command": observation?.command = line.columns.map { $0 ?? "" }
        case "program":
            try line.limit(2)
            observation?.programKind = try line.required(0)
            observation?.program = line.text(1)
        case "folder":
            try line.limit(1)
            observation?.folder = try line.required(0)
        default:
            try line.limit(1)
            _ = try line.requiredNumber(0)
        }
    }

    private func readMark(_ line: StreamLine) throws {
        try line.limit(5)
        if let step = tables.takeStep() { try hand(on: step) }
        guard let sees = observation?.sees, !sees.isEmpty else { throw line.error("stands before what is seen") }
        guard try line.requiredNumber(0) == tables.marks + 1 else { throw line.error("has a number out of order") }
        guard let kind = Mark.Kind(rawValue: try line.required(1)) else { throw line.error("is of an unknown kind") }
        let judged = try line.required(3)
        guard judged == "yes" || judged == "no" else { throw line.error("says neither yes nor no") }
        var collection: Mark.Collection?
        if let word = line.text(4) {
            guard let known = Mark.Collection(rawValue: word) else { throw line.error("has an unknown collection") }
            collection = known
        }
        look = Look(
            Mark(
                number: tables.marks + 1, kind: kind, name: try line.required(2), isJudged: judged == "yes",
                collection: collection))
        (inLook, inSame) = ([], [])
    }

    private func readMarked(_ line: StreamLine) throws {
        try line.limit(2)
        guard var look else { return }
        look.examined = try line.requiredNumber(0)
        look.unexamined = try line.requiredNumber(1)
        self.look = nil
        tables.finishMark(objects: inLook.union(inSame))
        try prepareSink()
        try sink.record(look)
    }

    private func hand(on step: WatchedStep) throws {
        try prepareSink()
        try sink.record(step)
    }

    /// Tells the sink what it must know before it is told anything.
    private func prepareSink() throws {
        if !hasBegun, let observation { try sink.begin(observation) }
        hasBegun = true
        let names = tables.takeNew(locator)
        if !names.isEmpty { try sink.define(names) }
    }

    private func readChild(_ line: StreamLine) throws {
        try line.limit(3)
        let how = try line.required(0)
        guard ["fork", "spawn", "exec", "command"].contains(how) else { throw line.error("started in an unknown way") }
        switch line.text(2) {
        case nil: break
        case "no": observation?.unobserved.append(line.text(1) ?? "a process by \(how)")
        default: throw line.error("has an unknown word")
        }
    }

    private func readTried(_ line: StreamLine) throws {
        try line.limit(6)
        observation?.tried.append(
            TriedSlot(
                slot: try line.required(0), installed: try line.requiredNumber(1), stores: try line.requiredNumber(2),
                strong: try line.requiredNumber(3), reads: try line.requiredNumber(4), dead: try line.requiredNumber(5))
        )
    }

    private func readEnd(_ line: StreamLine) throws {
        try line.limit(2)
        guard let end = Observation.End(rawValue: try line.required(0)) else {
            throw line.error("ends in an unknown way")
        }
        if let step = tables.takeStep() { try hand(on: step) }
        observation?.end = end
        observation?.why = line.text(1)
        hasEnded = true
    }
}
