import ReferenceCounting
import TraceModel

/// A heap with a tracker, and what tests do with it again and again.
///
/// What a test makes is held by the module under its own letter until it is dropped.
struct HeapUnderTest: ~Copyable {
    var heap: SimulatedHeap
    let tracker = MemoryTracker()
    let node: TypeID
    /// A type whose instances have a finalizer.
    let finalizing: TypeID
    private(set) var names: [ObjectID: String] = [:]
    private var held: [String: Handle] = [:]
    /// What the program's code did, and what it saw.
    var log: [String] = []
    /// What the code of the program does when it is called, by the name of the object or weak reference.
    var code: [String: (inout HeapUnderTest) -> Void] = [:]

    init(bufferCapacity: Int = 16, weakFields: [String] = []) {
        heap = SimulatedHeap(tracker: tracker, bufferCapacity: bufferCapacity)
        node = heap.defineType("Node")
        finalizing = heap.defineType("Finalizing", hasFinalizer: true)
        for name in weakFields { _ = heap.defineField(name, isWeak: true) }
    }

    // MARK: Making objects

    @discardableResult
    mutating func make(_ name: String, _ type: TypeID? = nil) -> Handle {
        let handle = heap.allocate(type ?? node, kind: .instance, bytes: ObjectSizes.instance)
        return keep(handle, name)
    }

    @discardableResult
    mutating func makeContainer(_ name: String, _ type: TypeID, _ elements: [String] = []) -> Handle {
        let handle = heap.makeContainer(type, count: elements.count, frame: .module)
        for element in elements { append(element, to: handle) }
        heap.move(handle, from: .module, .temporary, to: .module, heap.defineField(name))
        enter(handle, name)
        return handle
    }

    /// A weak reference object; its callback, if it has one, is a function object that `keeps` another object.
    @discardableResult
    mutating func makeWeak(_ name: String, to referent: String, calls: Bool = false, keeps kept: String? = nil)
        -> Handle
    {
        let object = heap.allocate(
            StandardType.weakReference, kind: .weakReference, bytes: ObjectSizes.weakReference, capacity: 2)
        keep(object, name)
        heap.makeWeakReference(object, to: self[referent], field: heap.defineField("referent"), hasCallback: calls)
        if calls {
            let function = heap.allocate(StandardType.function, kind: .function, bytes: ObjectSizes.function)
            names[heap.id(of: function)] = "callback of \(name)"
            heap.retain(function, by: .module, .temporary)
            if let kept {
                heap.retain(self[kept], by: .module, .temporary)
                heap.appendSlot(
                    Value(self[kept]), field: heap.defineField("kept"), to: function, movedFrom: .module)
            }
            heap.appendSlot(
                Value(function), field: heap.defineField("callback"), to: object, movedFrom: .module)
        }
        return object
    }

    @discardableResult
    mutating func keep(_ handle: Handle, _ name: String) -> Handle {
        heap.retain(handle, by: .module, heap.defineField(name))
        enter(handle, name)
        return handle
    }

    mutating func enter(_ handle: Handle, _ name: String) {
        names[heap.id(of: handle)] = name
        held[name] = handle
    }

    /// The object made under a name.
    subscript(name: String) -> Handle {
        guard let handle = held[name] else { preconditionFailure("the test made no \(name)") }
        return handle
    }

    // MARK: References

    mutating func set(_ field: String, of owner: String, to target: String) {
        heap.retain(self[target], by: .module, .temporary)
        do {
            try heap.setField(heap.defineField(field), of: self[owner], to: Value(self[target]), movedFrom: .module)
        } catch {
            log.append("\(error)")
        }
        serve()
    }

    mutating func append(_ element: String, to container: Handle) {
        heap.retain(self[element], by: .module, .temporary)
        heap.append(Value(self[element]), to: container, movedFrom: .module)
    }

    mutating func unset(_ field: String, of owner: String) {
        _ = heap.removeField(heap.defineField(field), of: self[owner])
        serve()
    }

    /// Holds an object under its name once more.
    mutating func hold(_ name: String) { heap.retain(self[name], by: .module, heap.defineField(name)) }

    /// Lets a name go.
    mutating func drop(_ name: String) {
        heap.release(self[name], by: .module, heap.defineField(name))
        serve()
    }

    mutating func collect() {
        heap.collect(cause: .called)
        serve()
    }

    /// Runs the code of the program for as long as the heap asks for it.
    mutating func serve() {
        while let call = heap.takePendingCall() {
            switch call {
            case .finalizer(let handle): run("finalizer of", handle)
            case .callback(let handle): run("callback of", handle)
            case .deferWork(let number): log.append("put off \(number)")
            }
            heap.resume()
        }
    }

    private mutating func run(_ what: String, _ handle: Handle) {
        let name = names[heap.id(of: handle)] ?? "?"
        log.append("\(what) \(name)")
        if let body = code[name] { body(&self) }
    }

    // MARK: What happened

    /// What a weak reference object finds.
    mutating func isAlive(through name: String) -> Bool {
        heap.read(heap.slot(0, of: self[name])).handle != nil
    }

    /// The names of what died so far, in order.
    mutating func freed() throws -> [String] {
        try heap.finishRecording()
        return tracker.trace.events.compactMap { $0.kind == .deinitialize ? names[$0.object] : nil }
    }

    /// The events so far.
    mutating func events() throws -> [Event] {
        try heap.finishRecording()
        return tracker.trace.events
    }

    func count(_ name: String) -> Int { heap.count(of: self[name]) }
}

/// A stream of random numbers that is the same in every run (xorshift64*).
struct Randomness: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 2 &+ 1 }
    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }
}
