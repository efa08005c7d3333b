import Foundation
import TraceModel

/// What a tally keeps of every object that a run makes: twelve bytes, in the order of their ids.
///
/// One stretch of memory that the system moves as it grows, so that growing needs no second one.
final class ObjectTable {
    /// One object.
    struct Entry {
        /// Its size; ``large`` where that stands apart.
        fileprivate(set) var size: UInt32
        /// How many references names and temporaries hold to it.
        var rootReferences: Int32 = 0
        /// What sort it is.
        var kind: ObjectKind
        /// Its type, by number; ``largeType`` where that stands apart.
        fileprivate var type: UInt16
        /// How often its count came to 0 in the statement in which it did so last: more than once where a finalizer
        /// brought it back for a while.
        var zeros: UInt8 = 0
    }

    private static let large = UInt32.max
    private static let largeType = UInt16.max

    /// How many objects there are.
    private(set) var count = 0
    private var capacity = 1024
    private var entries: UnsafeMutablePointer<Entry>
    private var largeSizes: [ObjectID: Int] = [:]
    private var largeTypes: [ObjectID: TypeID] = [:]

    init() { entries = .allocate(capacity: capacity) }

    deinit { free(entries) }

    /// Adds the next object.
    ///
    /// - Throws: `.inputOutput` where there is no memory for it.
    func append(bytes: Int, kind: ObjectKind, type: TypeID) throws {
        if count == capacity { try grow() }
        let isLarge = bytes >= Int(Self.large)
        let shortType = UInt16(exactly: type.rawValue) ?? Self.largeType
        (entries + count).initialize(
            to: Entry(size: isLarge ? Self.large : UInt32(bytes), kind: kind, type: shortType))
        count += 1
        if isLarge { largeSizes[ObjectID(rawValue: UInt32(count))] = bytes }
        if shortType == Self.largeType { largeTypes[ObjectID(rawValue: UInt32(count))] = type }
    }

    /// The entry of an object; nil for one that was never made.
    ///
    /// O(1).
    @inline(__always)
    func entry(of id: ObjectID) -> UnsafeMutablePointer<Entry>? {
        let place = Int(id.rawValue) - 1
        return place >= 0 && place < count ? entries + place : nil
    }

    /// The size of an object; 0 for one that was never made.
    func bytes(of id: ObjectID) -> Int {
        guard let entry = entry(of: id)?.pointee else { return 0 }
        return entry.size == Self.large ? largeSizes[id] ?? 0 : Int(entry.size)
    }

    /// The type of an object; the number 0 for one that was never made.
    func type(of id: ObjectID) -> TypeID {
        guard let entry = entry(of: id)?.pointee else { return TypeID(rawValue: 0) }
        return largeTypes[id] ?? TypeID(rawValue: .init(entry.type))
    }

    private func grow() throws {
        let wanted = capacity * 2
        guard let memory = realloc(entries, wanted * MemoryLayout<Entry>.stride) else {
            throw TraceError(
                .inputOutput, "there is no memory for the figures of \(count) objects",
                remedy: "record a smaller run")
        }
        entries = memory.bindMemory(to: Entry.self, capacity: wanted)
        capacity = wanted
    }
}
