import TraceModel

/// What every pass of a program's loop leaves behind within reach of a name, by what holds it.
///
/// Looked at is the end of the program, where its names still hold. Of the passes the last half counts, without the very
/// last, whose objects the loop's own names still hold. What was made in them is counted for the first thing on the way
/// from a root that is older than they are: that is what grows. It grows where each of four equal blocks of the passes
/// left something there, so that neither a cache that is full nor a ring buffer counts.
struct ReachableGrowth {
    /// What grows.
    struct Holder {
        /// The name that leads there, by its place among the snapshot's references of roots.
        let root: Int
        /// The nodes from what the name holds to what grows; empty where the name itself is the holder.
        let nodes: [Int32]
        /// The field of the last of these that leads on; of a container any.
        let field: Int32
        /// One of the objects that were left, by node: an instance of a class where there is one.
        let example: Int32
        /// What the counted passes left.
        let weight: Weight
    }

    /// How many passes are counted.
    let passes: Int
    /// The holders, those that grow by the most bytes first.
    let holders: [Holder]

    /// No more are told.
    private static let mostHolders = 10
    private static let blocks = 4

    /// Looks at the graph of the program's end; `made` is how many objects there were at the end of each pass.
    ///
    /// O(n + m). Nil where there are too few passes.
    init?(_ snapshot: GraphSnapshot, made: [Int]) {
        guard made.count >= Growth.leastIterations else { return nil }
        let counted = made.count / 2..<made.count - 1
        guard counted.count >= 2 else { return nil }
        passes = counted.count
        let oldest = UInt32(clamping: made[counted.lowerBound - 1])
        let pass = Self.passes(of: snapshot, made: made, counted: counted)

        var origin = Origin(snapshot)
        for node in origin.order where snapshot.objects[Int(node)].id.rawValue > oldest {
            origin.inherit(node) { snapshot.objects[Int($0)].id.rawValue <= oldest }
        }
        var weights: [Origin.Anchor: [Weight]] = [:]
        var examples: [Origin.Anchor: Int32] = [:]
        for node in origin.order {
            guard let place = pass[Int(node)], let anchor = origin.anchors[Int(node)] else { continue }
            weights[anchor, default: Array(repeating: Weight(), count: counted.count)][place] +=
                Weight(of: snapshot.objects[Int(node)])
            let isSubject = snapshot.objects[Int(node)].kind == .instance
            let known = examples[anchor].map { snapshot.objects[Int($0)].kind == .instance }
            if known == nil || known == false && isSubject { examples[anchor] = node }
        }
        let growing = weights.filter { Self.grows($0.value) }.map { anchor, weights in
            var sum = Weight()
            for weight in weights { sum += weight }
            return Holder(
                root: anchor.root, nodes: origin.path(to: anchor.node), field: anchor.field,
                example: examples[anchor] ?? 0, weight: sum)
        }
        holders = Array(
            growing.sorted { (-$0.weight.bytes, $0.root, $0.example) < (-$1.weight.bytes, $1.root, $1.example) }
                .prefix(Self.mostHolders))
    }

    /// By node: the counted pass that made it, from 0; nil for all others.
    private static func passes(of snapshot: GraphSnapshot, made: [Int], counted: Range<Int>) -> [Int?] {
        var pass = counted.lowerBound
        return snapshot.objects.map { object in
            guard object.id.rawValue > UInt32(clamping: made[counted.lowerBound - 1]) else { return nil }
            while pass < counted.upperBound, object.id.rawValue > UInt32(clamping: made[pass]) { pass += 1 }
            return pass < counted.upperBound ? pass - counted.lowerBound : nil
        }
    }

    private static func grows(_ weights: [Weight]) -> Bool {
        let blocks = min(Self.blocks, weights.count)
        return (0..<blocks).allSatisfy { block in
            weights[weights.count * block / blocks..<weights.count * (block + 1) / blocks].contains { $0.bytes > 0 }
        }
    }
}

/// How each node is reached from the roots, the nearest way.
private struct Origin {
    /// What holds a new object without being one.
    struct Anchor: Hashable {
        /// The root, by its place among the references of roots.
        var root: Int
        /// The old node; -1 where the root holds the new object itself.
        var node: Int32
        /// The field of the old node; of a container any.
        var field: Int32
    }

    let snapshot: GraphSnapshot
    /// The reached nodes, the nearest first.
    private(set) var order: [Int32] = []
    private(set) var anchors: [Anchor?]
    private var roots: [Int32]
    private var cameFrom: [Int32]
    /// The position of the edge by which each was reached.
    private var edges: [Int]

    init(_ snapshot: GraphSnapshot) {
        self.snapshot = snapshot
        let count = snapshot.objects.count
        anchors = Array(repeating: nil, count: count)
        roots = Array(repeating: -1, count: count)
        cameFrom = roots
        edges = Array(repeating: 0, count: count)
        for (place, reference) in snapshot.rootReferences.enumerated() {
            guard let node = snapshot.node(of: reference.owned), roots[node] < 0 else { continue }
            roots[node] = Int32(place)
            order.append(Int32(node))
        }
        var read = 0
        while read < order.count {
            let node = order[read]
            for position in snapshot.graph.positions(of: Int(node)) {
                let next = snapshot.graph.targets[position]
                guard roots[Int(next)] < 0 else { continue }
                (roots[Int(next)], cameFrom[Int(next)], edges[Int(next)]) = (roots[Int(node)], node, position)
                order.append(next)
            }
            read += 1
        }
    }

    /// Finds what a new node is counted for; those nearer to the roots were asked for before.
    mutating func inherit(_ node: Int32, isOld: (Int32) -> Bool) {
        let (root, parent) = (Int(roots[Int(node)]), cameFrom[Int(node)])
        if parent < 0 {
            anchors[Int(node)] = Anchor(root: root, node: -1, field: 0)
        } else if isOld(parent) {
            let reference = snapshot.strong[Int(snapshot.graph.labels[edges[Int(node)]])]
            let isContainer = snapshot.objects[Int(parent)].kind == .container
            anchors[Int(node)] = Anchor(root: root, node: parent, field: isContainer ? 0 : reference.field.rawValue)
        } else {
            anchors[Int(node)] = anchors[Int(parent)]
        }
    }

    /// The nodes from what the root holds to a node.
    func path(to node: Int32) -> [Int32] {
        var path: [Int32] = []
        var next = node
        while next >= 0 {
            path.append(next)
            next = cameFrom[Int(next)]
        }
        return path.reversed()
    }
}
