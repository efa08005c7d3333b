public import TraceModel

extension SimulatedHeap {
    /// Makes an object with count 0: the caller takes the first reference at once.
    ///
    /// - Parameters:
    ///   - type: its type.
    ///   - kind: its sort.
    ///   - bytes: its size, after ``ObjectSizes``.
    ///   - capacity: how many slots to make room for.
    /// - Returns: the object.
    /// - Complexity: O(1), but for the growth of the heap.
    public mutating func allocate(_ type: TypeID, kind: ObjectKind, bytes: Int, capacity: Int = 0) -> Handle {
        allocatedObjects += 1
        let layout = Int(type.rawValue) - 1
        layouts[layout].made += 1
        if layouts[layout].freeNames > 1, kind == .instance { layouts[layout].freeNames -= 1 }
        let header = ObjectHeader(
            bytes: bytes, id: allocatedObjects, count: 0, type: type.rawValue, slots: 0, slotCount: 0, weakHead: 0,
            weakCount: 0,
            ordinal: layouts[layout].made, payload: 0, kind: kind, slotClass: ObjectHeader.noSlots,
            flags: type == StandardType.dict ? [.inUse, .forward] : .inUse)
        let index: UInt32
        if firstFreeHeader != .max {
            index = firstFreeHeader
            firstFreeHeader = headers[Int(index)].payload
            headers[Int(index)] = header
        } else {
            index = UInt32(headers.count)
            headers.append(header)
        }
        if capacity > 0 { reserveSlots(Int(index), capacity) }
        liveObjects += 1
        liveBytes += bytes
        if liveBytes > peakBytes { peakBytes = liveBytes }
        emit(
            Event(
                .allocate, object: header.handleID, count: Int64(bytes), owner: OwnerID(rawValue: type.rawValue),
                field: FieldID(rawValue: Int32(kind.rawValue)), site: site))
        if countsAllocations { noteAllocation(index, header) }
        if hasClearings { clearings?.note(header.id, at: index) }
        return Handle(index: index)
    }

    /// Gives the memory of a dead object back.
    mutating func free(_ index: Int) {
        releaseSlotBlock(index)
        if headers[index].kind == .array { freeArray(Int(headers[index].payload)) }
        liveObjects -= 1
        liveBytes -= headers[index].bytes
        if countsAllocations { noteDeinit(headers[index].kind) }
        headers[index].flags = []
        headers[index].payload = firstFreeHeader
        firstFreeHeader = UInt32(index)
    }

    // MARK: Blocks of slots, in sizes that are powers of two

    /// Makes room for at least `capacity` slots; those in use move along.
    mutating func reserveSlots(_ index: Int, _ capacity: Int) {
        let wanted = UInt8(truncatingIfNeeded: Int.bitWidth - max(capacity - 1, 0).leadingZeroBitCount)
        let current = headers[index].slotClass
        if current != ObjectHeader.noSlots && current >= wanted { return }
        let block = takeBlock(wanted)
        let used = Int(headers[index].slotCount)
        for position in 0..<used { slots[Int(block) + position] = slots[Int(headers[index].slots) + position] }
        if current != ObjectHeader.noSlots { giveBlock(headers[index].slots, current) }
        headers[index].slots = block
        headers[index].slotClass = wanted
    }

    mutating func releaseSlotBlock(_ index: Int) {
        let slotClass = headers[index].slotClass
        if slotClass != ObjectHeader.noSlots { giveBlock(headers[index].slots, slotClass) }
        headers[index].slotClass = ObjectHeader.noSlots
        headers[index].slotCount = 0
    }

    private mutating func takeBlock(_ slotClass: UInt8) -> UInt32 {
        let free = freeBlocks[Int(slotClass)]
        if free != Self.noBlock {
            freeBlocks[Int(slotClass)] = UInt32(truncatingIfNeeded: slots[Int(free)].bits)
            return free
        }
        return UInt32(slots.append(repeating: .hole, count: 1 << Int(slotClass)))
    }

    private mutating func giveBlock(_ block: UInt32, _ slotClass: UInt8) {
        slots[Int(block)].bits = UInt64(freeBlocks[Int(slotClass)])
        freeBlocks[Int(slotClass)] = block
    }

    // MARK: What is known of an object

    /// The object's id in the recording.
    @inline(__always)
    public func id(of handle: Handle) -> ObjectID { headers[Int(handle.index)].handleID }

    /// The object's strong count.
    @inlinable
    @inline(__always)
    public func count(of handle: Handle) -> Int { Int(headers[Int(handle.index)].count) }

    /// The object's type.
    @inlinable
    @inline(__always)
    public func type(of handle: Handle) -> TypeID { TypeID(rawValue: headers[Int(handle.index)].type) }

    /// The object's sort.
    @inlinable
    @inline(__always)
    public func kind(of handle: Handle) -> ObjectKind { headers[Int(handle.index)].kind }

    /// `Type#k`.
    public func label(of handle: Handle) -> String {
        "\(name(of: type(of: handle)))#\(headers[Int(handle.index)].ordinal)"
    }

    /// The object as the holder of references.
    @inline(__always)
    func owner(_ index: Int) -> OwnerID { OwnerID(headers[index].handleID) }
}
