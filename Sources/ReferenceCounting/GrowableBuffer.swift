/// Contiguous memory that grows by doubling.
///
/// Array's uniqueness checks cost more than the whole heap otherwise does; a move-only owner of
/// plain memory needs none. Indices are checked in debug builds only.
package struct GrowableBuffer<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline package var base: UnsafeMutablePointer<Element>
    @usableFromInline package var count = 0
    @usableFromInline package var capacity: Int

    @inlinable
    package init(capacity: Int) {
        self.capacity = max(capacity, 1)
        base = .allocate(capacity: self.capacity)
    }

    @inlinable
    deinit { base.deallocate() }

    @inlinable package var isEmpty: Bool {
        @inline(__always) get { count == 0 }
    }

    @inlinable
    package subscript(index: Int) -> Element {
        @inline(__always) unsafeAddress {
            assert(index >= 0 && index < count, "index out of bounds")
            return UnsafePointer(base + index)
        }
        @inline(__always) nonmutating unsafeMutableAddress {
            assert(index >= 0 && index < count, "index out of bounds")
            return base + index
        }
    }

    /// Amortised O(1).
    @inlinable
    @inline(__always)
    package mutating func append(_ element: Element) {
        if count == capacity { grow(to: count + 1) }
        (base + count).initialize(to: element)
        count += 1
    }

    /// Adds `extra` copies of `element` and returns the index of the first.
    @inlinable
    package mutating func append(repeating element: Element, count extra: Int) -> Int {
        if count + extra > capacity { grow(to: count + extra) }
        (base + count).initialize(repeating: element, count: extra)
        count += extra
        return count - extra
    }

    @inlinable
    @inline(__always)
    package mutating func removeLast() -> Element {
        assert(count > 0, "empty buffer")
        count -= 1
        return base[count]
    }

    /// - Complexity: O(elements behind it).
    @inlinable
    package mutating func remove(at index: Int) {
        assert(index >= 0 && index < count, "index out of bounds")
        count -= 1
        (base + index).update(from: base + index + 1, count: count - index)
    }

    /// Forgets every element from `newCount` on.
    @inlinable
    @inline(__always)
    package mutating func truncate(to newCount: Int) {
        assert(newCount >= 0 && newCount <= count, "a buffer cannot be cut longer")
        count = newCount
    }

    @usableFromInline
    @inline(never)
    mutating func grow(to minimum: Int) {
        let newCapacity = max(capacity * 2, minimum)
        let newBase = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
        newBase.moveInitialize(from: base, count: count)
        base.deallocate()
        base = newBase
        capacity = newCapacity
    }
}
