public import TraceModel

/// A reference-counted heap that frees what CPython 3.11 would free, in CPython's order, and tells a
/// `Tracker` every retain, release and deinit.
///
/// Objects stand in contiguous memory behind 32-bit handles; no Swift object is made, retained or
/// released for one of them. An object is allocated with count 0 and lives from its first retain to
/// its last release. A cascade of deinits is a loop: its depth costs memory of the heap, never stack.
///
/// Code of the program that must run in the middle of a cascade (`__del__`, a weak reference's
/// callback) is handed out as ``pendingCall``: the code that released takes it, runs it and calls ``resume()``.
public struct SimulatedHeap: ~Copyable {
    @usableFromInline var headers = GrowableBuffer<ObjectHeader>(capacity: 1024)
    var firstFreeHeader = UInt32.max
    @usableFromInline var slots = GrowableBuffer<StoredSlot>(capacity: 4096)
    /// The first free block of each size class; ``noBlock`` for none.
    var freeBlocks = GrowableBuffer<UInt32>(capacity: 32)
    /// Entry 0 is never used, so that 0 can say "none".
    var weakEntries = GrowableBuffer<WeakEntry>(capacity: 64)
    var firstFreeWeakEntry: UInt32 = 0
    @usableFromInline var arrays = GrowableBuffer<ArrayStorage>(capacity: 16)
    var firstFreeArray = UInt32.max

    var layouts = GrowableBuffer<TypeLayout>(capacity: 16)
    /// Each type's field names in the order in which the class first saw them, ``sharedNames`` places a type.
    var shapes = GrowableBuffer<Int32>(capacity: 1024)
    /// Whether the design makes a field weak, by field id.
    var weakFields = GrowableBuffer<Bool>(capacity: 64)
    var definitions = Definitions()

    /// The cascade's open work, newest last.
    var work = GrowableBuffer<WorkItem>(capacity: 64)
    /// How many containers have their slots set aside.
    var setsAside = 0
    /// Objects whose deinit waits until the nesting is back at 0, newest last.
    var deferred = GrowableBuffer<UInt32>(capacity: 16)
    var nesting = 0
    /// Where each suspended cascade began, innermost last.
    var suspended = GrowableBuffer<Int>(capacity: 8)
    var callbackQueue = GrowableBuffer<QueuedCallback>(capacity: 8)
    var collection: CollectionState?
    /// Whether what dies now dies by the collector.
    var isDeletingGarbage = false
    /// How many objects the collection under way, or the newest one, freed.
    public internal(set) var lastCollectionFreed = 0
    /// What `gc.collect()` of CPython 3.11 returns for the newest collection.
    public internal(set) var lastCollectionNumber = 0

    /// Whether a collector must hear of allocations.
    let countsAllocations: Bool
    var collector: CollectorState
    var collectionIsDue = false
    /// Objects of the two younger generations; a dead one stays listed until its generation is collected.
    var young = GrowableBuffer<YoungObject>(capacity: 16)
    var middle = GrowableBuffer<YoungObject>(capacity: 16)

    /// When to collect and in which order to drop names, where the program leaves it open.
    public let schedule: Schedule
    /// Whether anything but the program's own doing happens between its statements: a collection, or a clearing.
    ///
    /// The interpreter asks, calls ``collectBetweenStatements()``, and where there are clearings does those that are
    /// due.
    public private(set) var isInterruptedBetweenStatements: Bool
    /// Whether this run has clearings; the interpreter asks as a statement begins, as a loop advances and before the
    /// names of a frame are released.
    public private(set) var hasClearings = false
    /// Whether `gc.collect()` does nothing.
    private(set) var leavesOutCollections = false
    /// The stores of None that a replay adds; nil where it adds none.
    var clearings: ClearingPlan?
    /// What collections between statements looked at so far, and the statements since the newest of them.
    var looksAtObjects = 0
    var statementsSinceCollection = 0

    /// Code of the program that must run before the cascade goes on; see ``takePendingCall()`` and ``resume()``.
    public internal(set) var pendingCall: PendingCall?

    let events: UnsafeMutablePointer<Event>
    let eventCapacity: Int
    var eventCount = 0
    let isRecording: Bool
    let tracker: (any Tracker)?
    /// The number of the last pass of the program's loop; 0 without one.
    var iterations = 0
    var trackerError: (any Error)?
    var flushedEvents = 0
    var output: [PrintedOutput] = []
    var outputBytes = 0

    #if HEAP_INTERNAL_CHECKS
    /// Who holds what; nil unless checks were asked for.
    var ledger: Ledger?
    #endif

    /// The place in the source that events are attributed to from now on.
    public var site = SiteID.none

    /// How many objects of all kinds live.
    public internal(set) var liveObjects = 0
    /// How many bytes they take.
    public internal(set) var liveBytes = 0
    /// The most bytes that were live at once.
    public internal(set) var peakBytes = 0
    var allocatedObjects: UInt32 = 0
    var lastFrame = OwnerID.module.rawValue
    /// How much was done: a statement is 1, and a long one as many as ``SimulatedHeap/count(work:)`` was told.
    var steps = 0
    /// The step after which to look whether the run may go on.
    var nextLook: Int
    /// The most statements that a run may have.
    public let maximumStatements: Int

    /// An empty heap.
    ///
    /// - Parameters:
    ///   - tracker: is handed the events, a buffer at a time; nil records nothing.
    ///   - bufferCapacity: events a buffer; a buffer takes 32 bytes an event.
    ///   - maximumStatements: the statement after which the run is stopped as endless.
    ///   - collector: what runs beside counting.
    ///   - schedule: when to collect and in which order to drop names, where the program leaves it open.
    public init(
        tracker: (any Tracker)? = nil, bufferCapacity: Int = 16_384, maximumStatements: Int = 1_000_000_000,
        collector: Collector = .none, schedule: Schedule = .asIs
    ) {
        self.schedule = schedule
        isInterruptedBetweenStatements = schedule.collectsBetweenStatements
        countsAllocations = collector != .none
        self.collector = CollectorState(collector)
        self.tracker = tracker
        isRecording = tracker != nil
        eventCapacity = isRecording ? max(bufferCapacity, 1) : 1
        events = .allocate(capacity: eventCapacity)
        self.maximumStatements = maximumStatements
        nextLook = min(Self.stepsBetweenLooks, maximumStatements)
        for _ in 0..<32 { freeBlocks.append(Self.noBlock) }
        weakEntries.append(
            WeakEntry(
                referent: WeakEntry.cleared, referentID: 0, next: 0, previous: 0, owner: 0, field: 0,
                object: WeakEntry.noObject, hasCallback: false))
        weakFields.append(false)
        for name in StandardType.names { _ = defineType(name) }
    }

    /// Adds something that the program does not do itself; before anything is allocated.
    ///
    /// A schedule without collections has no collector either: the caller makes the heap without one.
    public mutating func intervene(_ intervention: Intervention) {
        hasClearings = !intervention.clearings.isEmpty
        if hasClearings { clearings = ClearingPlan(intervention.clearings) }
        leavesOutCollections = intervention.leavesOutCollections
        isInterruptedBetweenStatements = isInterruptedBetweenStatements || hasClearings
    }

    deinit {
        events.deallocate()
        for index in 0..<arrays.count { arrays[index].elements?.deallocate() }
    }

    static var noBlock: UInt32 { .max }
}
