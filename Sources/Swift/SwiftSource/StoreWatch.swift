import CSwiftRuntime
public import TraceModel

/// Which objects of a second run are watched, so that it tells what stored references into them.
///
/// They are named by type and by how many of it were made before them: a second run makes the same ones, but for what
/// the system's own objects and storages differ by.
public struct StoreWatch: Sendable {
    private let ranges: [Range]

    private struct Range: @unchecked Sendable {
        /// Metadata, which lives as long as the process.
        var type: UnsafeRawPointer
        var first, last: UInt32
    }

    /// So many of the same type before and after an object are watched with it.
    private static let slack: UInt32 = 24
    /// So many objects are taken in, the first ones: each costs a page of memory.
    private static let mostObjects = 64

    /// Watches what these objects of a scope will be when its body runs again.
    public init(for objects: [ObjectID], of scope: borrowing WatchedScope) {
        var ranges: [Range] = []
        for id in objects.prefix(Self.mostObjects) {
            var object = dzt_object()
            guard dzt_find(scope.id, id.rawValue, &object), let type = object.metadata else { continue }
            let first = object.ordinal > Self.slack ? object.ordinal - Self.slack : 1
            let last = object.ordinal.addingReportingOverflow(Self.slack).partialValue
            if !ranges.contains(where: { $0.type == type && $0.first <= object.ordinal && object.ordinal <= $0.last }) {
                ranges.append(Range(type: type, first: first, last: last))
            }
        }
        self.ranges = ranges
    }

    /// Whether there is nothing to watch.
    public var isEmpty: Bool { ranges.isEmpty }

    /// Begins it; false where another scope is watched so.
    func begin(in scope: UInt64) -> Bool {
        let ranges = ranges.map { dzt_store_range(metadata: $0.type, first: $0.first, last: $0.last) }
        return dzt_watch_stores(scope, ranges, ranges.count)
    }
}

extension WatchedScope {
    /// Sees the stores of what this scope will make; false where it cannot be, or another scope is watched so.
    public func watchStores(_ stores: StoreWatch) -> Bool { stores.begin(in: id) }
}
