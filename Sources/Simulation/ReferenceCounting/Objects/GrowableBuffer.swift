/// Contiguous memory that grows by doubling.
///
/// Array's uniqueness checks cost more than the whole heap otherwise does; a move-only owner of
/// plain memory needs none. Indices are checked in debug builds only.
public struct GrowableBuffer<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    @usableFromInline var used = 0
    @usableFromInline var capacity: Int
    private var memory: LargeMemory

    /// Makes room for some elements.
    public init(capacity: Int) {
        self.capacity = max(capacity, 1)
        memory = LargeMemory(bytes: self.capacity * MemoryLayout<Element>.stride)
        base = memory.base.bindMemory(to: Element.self, capacity: self.capacity)
    }

    deinit { memory.release() }

    /// How many elements there are.
    @inlinable public var count: Int {
        @inline(__always) get { used }
    }

    /// Whether there is no element.
    @inlinable public var isEmpty: Bool {
        @inline(__always) get { count == 0 }
    }

    /// The element at a place.
    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always) unsafeAddress {
            assert(index >= 0 && index < count, "index out of bounds")
            return UnsafePointer(base + index)
        }
        @inline(__always) nonmutating unsafeMutableAddress {
            assert(index >= 0 && index < count, "index out of bounds")
            return base + index
        }
    }

    /// Adds an element at the end.
    ///
    /// - Complexity: amortised O(1).
    @inlinable
    @inline(__always)
    public mutating func append(_ element: Element) {
        if used == capacity { grow(to: used + 1) }
        (base + used).initialize(to: element)
        used += 1
    }

    /// Adds `extra` copies of `element` and returns the index of the first.
    @inlinable
    public mutating func append(repeating element: Element, count extra: Int) -> Int {
        if used + extra > capacity { grow(to: used + extra) }
        (base + used).initialize(repeating: element, count: extra)
        used += extra
        return used - extra
    }

    /// Takes the last element off; there must be one.
    @inlinable
    @inline(__always)
    public mutating func removeLast() -> Element {
        assert(used > 0, "empty buffer")
        used -= 1
        return base[used]
    }

    /// Takes an element out and closes the gap.
    ///
    /// - Complexity: O(elements behind it).
    @inlinable
    public mutating func remove(at index: Int) {
        assert(index >= 0 && index < used, "index out of bounds")
        used -= 1
        var index = index
        while index < used {
            base[index] = base[index + 1]
            index += 1
        }
    }

    /// Forgets every element.
    @inlinable
    public mutating func removeAll() { used = 0 }

    /// Forgets every element from `newCount` on.
    @inlinable
    @inline(__always)
    public mutating func truncate(to newCount: Int) {
        assert(newCount >= 0 && newCount <= used, "a buffer cannot be cut longer")
        used = newCount
    }

    @usableFromInline
    @inline(never)
    mutating func grow(to minimum: Int) {
        memory.grow(to: max(capacity * 2, minimum) * MemoryLayout<Element>.stride)
        capacity = memory.bytes / MemoryLayout<Element>.stride
        base = memory.base.bindMemory(to: Element.self, capacity: capacity)
    }
}
