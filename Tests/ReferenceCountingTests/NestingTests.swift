import ReferenceCounting
import Testing
import TraceModel

/// Deep structures die as in CPython 3.11 and 3.12: what would nest 50 deep waits.
struct NestingTests {
    /// A tree node: which sort it is, and its children in the order in which they were put in.
    struct TreeNode {
        enum Sort: CaseIterable { case instance, list, cell }
        var sort: Sort
        var children: [Int] = []
    }

    /// CPython's rule as the facts state it, recursively: every dealloc tests nesting >= 50.
    struct Model {
        let tree: [TreeNode]
        let reversedFields: Bool
        var nesting = 0
        var waiting: [Int] = []
        var log: [Int] = []
        var deferrals = 0

        mutating func dealloc(_ node: Int) {
            let counts = tree[node].sort != .cell
            if counts, nesting >= 50 {
                deferrals += 1
                return waiting.append(node)
            }
            if counts { nesting += 1 }
            log.append(node)
            let lastToFirst = tree[node].sort == .list || (tree[node].sort == .instance && reversedFields)
            for child in lastToFirst ? tree[node].children.reversed() : tree[node].children { dealloc(child) }
            guard counts else { return }
            nesting -= 1
            if nesting == 0, !waiting.isEmpty {
                nesting += 1
                while let next = waiting.popLast() { dealloc(next) }
                nesting -= 1
            }
        }
    }

    @Test(arguments: [false, true], 0..<60 as Range<UInt64>)
    func `random trees die in the order of CPython's rule`(reversedFields: Bool, seed: UInt64) throws {
        var random = Randomness(seed: seed)
        let tree = Self.randomTree(&random)
        var model = Model(tree: tree, reversedFields: reversedFields)
        model.dealloc(0)
        let freed = try Self.freed(tree, reversedFields: reversedFields)
        #expect(freed == model.log, "seed \(seed), reversed fields \(reversedFields)")
    }

    @Test func `most of the random trees are deep enough for something to wait`() {
        let deep = (0..<60 as Range<UInt64>).filter { seed in
            var random = Randomness(seed: seed)
            var model = Model(tree: Self.randomTree(&random), reversedFields: false)
            model.dealloc(0)
            return model.deferrals > 0
        }
        #expect(deep.count > 30)
    }

    @Test func `a plain chain keeps its order at any length`() throws {
        let tree = (0..<500).map { TreeNode(sort: .instance, children: $0 < 499 ? [$0 + 1] : []) }
        #expect(try Self.freed(tree, reversedFields: false) == Array(0..<500))
    }

    /// A trunk some hundreds deep, with boughs that leave it anywhere and are as deep.
    private static func randomTree(_ random: inout Randomness) -> [TreeNode] {
        var tree = [TreeNode(sort: .instance)]
        let sorts: [TreeNode.Sort] = [.instance, .instance, .list, .list, .cell]
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            var parent = Int.random(in: 0..<tree.count, using: &random)
            for _ in 0..<Int.random(in: 1...200, using: &random) {
                guard tree[parent].children.count < (tree[parent].sort == .cell ? 1 : 3) else { break }
                let place = Int.random(in: 0...tree[parent].children.count, using: &random)
                tree[parent].children.insert(tree.count, at: place)
                parent = tree.count
                tree.append(TreeNode(sort: sorts.randomElement(using: &random) ?? .instance))
            }
        }
        return tree
    }

    /// Builds the tree on a heap, lets it go, and returns its nodes in the order of their death.
    private static func freed(_ tree: [TreeNode], reversedFields: Bool) throws -> [Int] {
        let tracker = MemoryTracker()
        var heap = SimulatedHeap(tracker: tracker)
        let type = heap.defineType("Node")
        let fields = (0..<3).map { heap.defineField("f\($0)") }
        // The class sees the names first to last, or last to first.
        let first = heap.allocate(type, kind: .instance, bytes: 56)
        heap.retain(first, by: .module, .temporary)
        for field in reversedFields ? fields.reversed() : fields {
            try heap.setField(field, of: first, to: .none, movedFrom: .module)
        }
        let handles = tree.map { node in
            let handle =
                switch node.sort {
                case .instance: heap.allocate(type, kind: .instance, bytes: 56)
                case .list: heap.allocate(StandardType.list, kind: .container, bytes: 56)
                case .cell: heap.allocate(StandardType.cell, kind: .cell, bytes: 40)
                }
            heap.retain(handle, by: .module, .temporary)
            return handle
        }
        for (place, node) in tree.enumerated() {
            for (position, child) in node.children.enumerated() {
                switch node.sort {
                case .instance:
                    try heap.setField(
                        fields[position], of: handles[place], to: Value(handles[child]), movedFrom: .module)
                case .list: heap.append(Value(handles[child]), to: handles[place], movedFrom: .module)
                case .cell:
                    heap.appendSlot(
                        Value(handles[child]), field: fields[0], to: handles[place], movedFrom: .module)
                }
            }
        }
        let ids = Dictionary(uniqueKeysWithValues: handles.enumerated().map { (heap.id(of: $1), $0) })
        heap.release(handles[0], by: .module, .temporary)
        try heap.finishRecording()
        return tracker.trace.events.compactMap { $0.kind == .deinitialize ? ids[$0.object] : nil }
    }
}
