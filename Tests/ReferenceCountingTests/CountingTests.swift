import ReferenceCounting
import Testing
import TraceModel

struct CountingTests {
    @Test func `an object is allocated with count 0 and every reference adds one`() {
        var heap = SimulatedHeap()
        let type = heap.defineType("Node")
        let a = heap.allocate(type, kind: .instance, bytes: 56)
        let counts = [heap.count(of: a)]
        heap.retain(a, by: .module, .temporary)
        heap.retain(a, by: .module, .temporary)
        let after = [heap.count(of: a), heap.liveObjects, heap.liveBytes]
        #expect(counts == [0])
        #expect(after == [2, 1, 56])
    }

    @Test func `the last release frees the object and its bytes, and the peak stays`() {
        var heap = SimulatedHeap()
        let type = heap.defineType("Node")
        let a = heap.allocate(type, kind: .instance, bytes: 56)
        heap.retain(a, by: .module, .temporary)
        heap.retain(a, by: .module, .temporary)
        heap.release(a, by: .module, .temporary)
        let before = heap.liveObjects
        heap.release(a, by: .module, .temporary)
        let after = [heap.liveObjects, heap.liveBytes, heap.peakBytes]
        #expect(before == 1)
        #expect(after == [0, 0, 56])
    }

    @Test func `labels count the instances of their own type`() {
        var heap = SimulatedHeap()
        let (node, leaf) = (heap.defineType("Node"), heap.defineType("Leaf"))
        let made = [node, leaf, node].map { heap.allocate($0, kind: .instance, bytes: 56) }
        let labels = made.map { heap.label(of: $0) }
        #expect(labels == ["Node#1", "Leaf#1", "Node#2"])
    }

    @Test func `ids are dense and never used again, handles are`() {
        var heap = SimulatedHeap()
        let type = heap.defineType("Node")
        let a = heap.allocate(type, kind: .instance, bytes: 56)
        let first = heap.id(of: a)
        heap.retain(a, by: .module, .temporary)
        heap.release(a, by: .module, .temporary)
        let b = heap.allocate(type, kind: .instance, bytes: 56)
        let second = heap.id(of: b)
        #expect(a == b)
        #expect([first.rawValue, second.rawValue] == [1, 2])
    }

    @Test func `an array's memory is real, counted by its data, and freed at deinit`() {
        var heap = SimulatedHeap()
        let array = heap.allocateArray(count: 3, dimensions: 1) { _ = $0.initialize(from: [1, 2, 3]) }
        heap.retain(array, by: .module, .temporary)
        let numbers = Array(heap.elements(of: array))
        let bytes = heap.liveBytes
        heap.release(array, by: .module, .temporary)
        let after = heap.liveBytes
        #expect(numbers == [1, 2, 3])
        #expect(bytes == 24)
        #expect(after == 0)
    }

    /// `sys.getsizeof` of CPython 3.11 for lists and tuples of these lengths, and for dicts with string keys.
    @Test(arguments: [(0, 56, 40, 64), (1, 64, 48, 184), (5, 96, 80, 184), (6, 104, 88, 272), (11, 144, 128, 464)])
    func `containers have the sizes of CPython`(count: Int, list: Int, tuple: Int, dict: Int) {
        #expect(ObjectSizes.list(count) == list)
        #expect(ObjectSizes.tuple(count) == tuple)
        #expect(ObjectSizes.dict(count) == dict)
    }
}
