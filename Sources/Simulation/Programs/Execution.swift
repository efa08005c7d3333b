public import ReferenceCounting
public import TraceModel

/// A Swift program's hand on the heap: frames with names, temporaries, statements and iterations.
///
/// A handle that an execution returns is a *temporary* of the current frame: it is counted, and released
/// by `bind`, by storing it, by passing it to a call, by `release`, or at the end of the
/// statement at the latest. Giving away a handle that is no temporary takes a reference of its own first,
/// so that a program cannot give away what a name or an object holds.
public struct Execution: ~Copyable {
    /// The heap that it runs on.
    public var heap: SimulatedHeap
    /// The frame whose code runs.
    public internal(set) var frame = OwnerID.module
    /// 0 at top level, 1 in a loop's body or a call made there, and so on.
    public internal(set) var depth = 0

    /// The names of all open frames, innermost last.
    var bindings = GrowableBuffer<Binding>(capacity: 64)
    var firstBinding = 0
    /// The temporaries of all open frames, innermost last.
    var temporaries = GrowableBuffer<Handle>(capacity: 64)
    var firstTemporary = 0
    private var places = KnownPlaces()
    private let memory: MemorySamples?

    /// Takes a heap over, with an empty module frame.
    ///
    /// - Parameters:
    ///   - heap: the heap.
    ///   - memory: where to note the process's memory at the ends of iterations; nil for nowhere.
    public init(_ heap: consuming SimulatedHeap, memory: MemorySamples? = nil) {
        self.heap = heap
        self.memory = memory
    }

    // MARK: Statements

    /// Runs one statement: events are attributed to its text and place, and its temporaries end with it.
    ///
    /// - Parameters:
    ///   - text: the statement as a reader of the report should see it.
    ///   - fileID: its file.
    ///   - line: its line.
    ///   - body: does what it says.
    /// - Throws: what the tracker or `body` throws.
    public mutating func statement(
        _ text: String, fileID: StaticString = #fileID, line: Int = #line, _ body: (inout Execution) throws -> Void
    ) throws {
        try begin(site(text, fileID: fileID, line: line))
        defer { endStatement() }
        try body(&self)
    }

    /// Begins a statement of a place defined before: the fast form for code that runs often.
    @inline(__always)
    public mutating func begin(_ site: SiteID) throws {
        if heap.isCollectionDue { heap.collectDue() }
        if heap.isInterruptedBetweenStatements { interrupt(beginning: site) }
        try heap.beginStatement(site, depth: depth, frame: frame)
    }

    /// Lets the temporaries of the current frame go, newest first.
    public mutating func endStatement() {
        while temporaries.count > firstTemporary {
            heap.release(temporaries.removeLast(), by: frame, .temporary)
        }
    }

    /// The place of a statement, defined at its first use.
    ///
    /// - Complexity: O(1).
    public mutating func site(
        _ text: String, function: String = SiteDefinition.moduleFunction, fileID: StaticString = #fileID,
        line: Int = #line
    ) -> SiteID {
        if let known = places.site(text, fileID: fileID, line: line) { return known }
        let site = heap.defineSite(
            file: "\(fileID)", line: line, function: function, statement: SiteDefinition.shortened(text))
        places.add(site, text, fileID: fileID, line: line)
        return site
    }

    /// What a replay adds between two statements.
    private mutating func interrupt(beginning site: SiteID) {
        heap.collectBetweenStatements()
        guard heap.hasClearings else { return }
        for clearing in heap.clearingsDue(beginning: site, frame: frame) { heap.clear(clearing, frame: frame) }
    }

    /// What a replay adds behind the newest statement of the frame.
    mutating func clearDue() {
        guard heap.hasClearings else { return }
        for clearing in heap.clearingsDue(ending: frame) { heap.clear(clearing, frame: frame) }
    }

    // MARK: Loops

    /// Runs the passes of a loop; each is an iteration of the run, and its statements are nested in this one.
    public mutating func loop(
        _ text: String, times: Int, fileID: StaticString = #fileID, line: Int = #line,
        _ body: (inout Execution, Int) throws -> Void
    ) throws {
        let site = try beginLoop(text, fileID: fileID, line: line)
        defer { endLoop() }
        for pass in 0..<max(times, 0) {
            try body(&self, pass)
            endPass(pass + 1, of: site)
        }
    }

    /// Begins a loop whose passes the caller runs: each ends with ``endPass(_:of:)``, all of them with ``endLoop()``.
    public mutating func beginLoop(_ text: String, fileID: StaticString = #fileID, line: Int = #line) throws -> SiteID {
        let site = site(text, fileID: fileID, line: line)
        try begin(site)
        depth += 1
        return site
    }

    /// Ends pass `number`, from 1, of a loop.
    public mutating func endPass(_ number: Int, of loop: SiteID) {
        heap.site = loop
        clearDue()
        heap.endIteration(number)
        memory?.endIteration(number)
    }

    /// Ends a loop.
    public mutating func endLoop() { depth -= 1 }

    // MARK: The end of a run

    /// Sets the three end marks: at rest, names dropped in the order of first binding, one collection.
    ///
    /// - Throws: what the tracker threw.
    public mutating func finish() throws {
        endStatement()
        clearDue()
        heap.mark(.programEnd)
        let places = firstBinding..<bindings.count
        if heap.schedule.dropsNamesInReverse {
            for place in places.reversed() { dropBinding(place) }
        } else {
            for place in places { dropBinding(place) }
        }
        heap.mark(.namesDropped)
        heap.collect(cause: .final)
        heap.mark(.finalCollection)
        try heap.finishRecording()
    }
}
