import CSwiftRuntime
public import TraceModel

/// A stretch of the program whose objects are watched: what its body allocates, and the tasks that it starts.
///
/// Allocations belong to it by a task-local, so that tests beside it do not disturb it; those of other threads and of
/// detached tasks belong to nobody.
public struct WatchedScope: ~Copyable {
    /// The task-local that allocations are attributed by.
    enum Attribution {
        @TaskLocal static var scope = 0
    }

    let id: UInt64

    /// Why nothing can be watched in this process, as half a sentence; nil where it can.
    public static var refusal: String? {
        LayoutSelfTest.runOnce()
        return dzt_refusal().map { String(cString: $0) }
    }

    /// Begins a scope; nil where ``refusal`` says why, and where too many are open.
    ///
    /// - Parameter everyThread: Whether the allocations of all threads belong to it that no other scope covers.
    public init?(everyThread: Bool = false) {
        guard Self.refusal == nil else { return nil }
        self.init(trusting: (), everyThread: everyThread)
    }

    /// Begins a scope before the layouts were tested.
    init?(trusting: Void, everyThread: Bool = false) {
        let key = Unmanaged.passUnretained(Attribution.$scope).toOpaque()
        id = dzt_begin(key, everyThread)
        guard id != 0 else { return nil }
    }

    deinit { dzt_end(id) }

    /// Runs a part of the scope.
    public func watch<Value>(_ body: () throws -> Value) rethrows -> Value {
        try Attribution.$scope.withValue(Int(id), operation: body)
    }

    /// Runs a part of the scope that waits for others.
    public func watch<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async rethrows -> Value {
        try await Attribution.$scope.withValue(Int(id), operation: body, isolation: isolation)
    }

    /// Ends the watching.
    public func close() { dzt_close(id) }

    /// How many objects were made, by the names of their types, of the program's own types alone.
    public var madeOfProgram: [String: Int] {
        let room = dzt_made_types(id, nil, nil, 0)
        var types = [UnsafeRawPointer?](repeating: nil, count: room)
        var counts = [Int](repeating: 0, count: room)
        let told = min(dzt_made_types(id, &types, &counts, room), room)
        var made: [String: Int] = [:]
        for place in 0..<told {
            guard let type = types[place], RuntimeType.isOfProgram(type) else { continue }
            made[RuntimeType.name(of: type), default: 0] += counts[place]
        }
        return made
    }

    /// What of a closed scope is alive; nil where there was no memory to look.
    public func snapshot(isDetailed: Bool = false) -> CountedSnapshot? {
        var picture = dzt_picture()
        guard dzt_walk(id, &picture) else { return nil }
        defer { dzt_free_picture(&picture) }
        var builder = SnapshotBuilder(isDetailed: isDetailed)
        var stores: UnsafePointer<dzt_store>?
        let count = dzt_stores(id, &stores)
        builder.add(picture, UnsafeBufferPointer(start: stores, count: stores == nil ? 0 : count))
        return builder.snapshot
    }
}
