public import TraceModel

extension SimulatedHeap {
    /// Inlined everywhere, so that an event is not even put together where none are recorded.
    @inline(__always)
    mutating func emit(_ event: Event) {
        if isRecording {
            if eventCount == eventCapacity { flush() }
            (events + eventCount).initialize(to: event)
            eventCount += 1
        }
    }

    /// Hands the buffered events to the tracker.
    ///
    /// What the tracker throws is kept and thrown at the next statement: a cascade cannot stop halfway.
    mutating func flush() {
        guard let tracker, trackerError == nil else {
            eventCount = 0
            return
        }
        let batch = EventBatch(
            events: UnsafeBufferPointer(start: events, count: eventCount), names: definitions.takeNew(), output: output)
        do {
            try tracker.record(batch)
        } catch {
            trackerError = error
        }
        flushedEvents += eventCount
        eventCount = 0
        output.removeAll(keepingCapacity: true)
        outputBytes = 0
        if trackerError == nil { trackerError = exhaustion }
    }

    /// How many events there were so far: the sequence number of the newest, 0 before any.
    public var sequence: Int { flushedEvents + eventCount }

    /// Begins a statement: events are attributed to it until the next one.
    ///
    /// - Parameters:
    ///   - site: its place.
    ///   - depth: 0 for a top-level statement, more inside a compound statement or a call.
    ///   - frame: whose statement it is.
    /// - Throws: what the tracker threw; ``HeapError/tooManyStatements(_:)``, ``HeapError/outOfNumbers`` or
    ///   ``HeapError/full``.
    @inline(__always)
    public mutating func beginStatement(_ site: SiteID, depth: Int, frame: OwnerID) throws {
        self.site = site
        steps += 1
        if steps > nextLook { try look() }
        if let trackerError { throw trackerError }
        #if HEAP_INTERNAL_CHECKS
        try checkInvariants()
        #endif
        emit(Event(.statement, count: Int64(depth), owner: frame, site: site))
    }

    /// Marks the end of one pass of the program's loop.
    public mutating func endIteration(_ number: Int) {
        iterations = number
        emit(Event(.iteration, count: Int64(number), site: site))
    }

    /// Keeps what the program printed.
    public mutating func print(_ text: String) {
        let bytes = text.utf8.count
        count(work: bytes >> Self.bytesOfAStepShift)
        guard isRecording else { return }
        output.append(PrintedOutput(sequence: sequence, text: text))
        outputBytes += bytes
        if outputBytes > Self.outputBetweenFlushes { flush() }
    }

    /// Bytes of output that wait for the next full buffer at most.
    private static var outputBetweenFlushes: Int { 1 << 20 }

    /// Marks one of the run's three ends.
    ///
    /// What is released after the program's end counts as released at the place where the program ended.
    public mutating func mark(_ mark: EndMark) {
        let last = site
        site = .none
        emit(Event(.mark, count: mark.rawValue))
        // At the program's end only what a loop left within reach is asked for.
        if mark == .namesDropped || mark == .programEnd && iterations > 0 { handOverSnapshot(at: mark) }
        if mark == .programEnd, last != .none { site = defineEnd(after: last) }
    }

    /// Hands over what lives, behind the events that brought it about.
    private mutating func handOverSnapshot(at mark: EndMark) {
        flush()
        guard let tracker, trackerError == nil else { return }
        do {
            try tracker.record(snapshot(), at: mark)
        } catch {
            trackerError = error
        }
    }

    private mutating func defineEnd(after last: SiteID) -> SiteID {
        let place = definitions.names.sites[Int(last.rawValue) - 1]
        return defineSite(
            file: place.file, line: place.line, statement: "end of the program: its names are dropped",
            returned: SiteDefinition.moduleFunction)
    }

    /// Hands over what is still buffered.
    ///
    /// - Throws: what the tracker threw, now or earlier.
    public mutating func finishRecording() throws {
        flush()
        if let trackerError { throw trackerError }
    }
}
