import LeakAnalysis
import TraceModel

/// Finds the references between boxes, through everything that is folded.
struct FoldedArrows {
    /// The names that hold something drawn.
    private(set) var roots: [String] = []
    /// The arrows so far.
    private(set) var arrows: [ObjectPicture.Arrow] = []
    /// How many arrows found no room.
    private(set) var leftOut = 0
    private let graph: MomentGraph
    private let choice: BoxChoice
    private let most: Int
    /// The strong references, then the weak ones.
    private let references: [Reference]
    /// What leads to boxes: the edges to drawn ones, and to what is folded and leads to one.
    private let edges: CompactGraph
    private var seen: Set<ObjectPicture.Arrow> = []
    private var isHeldByRoot: Set<ObjectID> = []
    private var visits: [Int32]
    private var visit: Int32 = 0

    /// Nothing found yet.
    init(_ graph: MomentGraph, choice: BoxChoice, most: Int) {
        self.graph = graph
        self.choice = choice
        self.most = most
        let snapshot = graph.snapshot
        references = snapshot.strong + snapshot.weak
        var all: [CompactGraph.Edge] = []
        for (label, reference) in references.enumerated() {
            guard let owner = reference.owner.object.flatMap(snapshot.node(of:)),
                let owned = snapshot.node(of: reference.owned)
            else { continue }
            all.append(CompactGraph.Edge(source: Int32(owner), target: Int32(owned), label: Int32(label)))
        }
        let whole = CompactGraph(nodeCount: snapshot.objects.count, edges: all)
        // Backwards from the boxes through what is folded: the rest leads nowhere.
        let folded = whole.filter { !choice.isBox[Int($0.source)] }.reversed
        let leads = folded.reachable(from: choice.nodes.lazy.map { Int32($0) })
        edges = whole.filter { leads[Int($0.target)] }
        visits = Array(repeating: 0, count: snapshot.objects.count)
    }

    /// More deeply nested lists are not followed: the field would be unreadable.
    private static let mostFolded = 32

    /// Adds what a box holds.
    mutating func add(_ node: Int) {
        let id = graph.snapshot.objects[node].id
        follow(from: node, path: []) { arrows, target, path in
            arrows.append(.object(id), path: path, field: path, to: target, from: node)
        }
    }

    /// Adds what a name holds; a temporary is added only for an object that no name holds.
    mutating func add(_ root: MomentGraph.Root) {
        guard let node = graph.snapshot.node(of: root.reference.owned) else { return }
        let place = roots.count
        var isUsed = false
        func append(_ arrows: inout FoldedArrows, _ target: Int, _ path: [Reference]) {
            let owned = arrows.graph.snapshot.objects[target].id
            guard arrows.isHeldByRoot.insert(owned).inserted || root.isNamed else { return }
            isUsed = true
            arrows.append(.root(place), path: [root.reference] + path, field: path, to: target, from: nil)
        }
        if choice.isDrawn[node] {
            append(&self, node, [])
        } else if !choice.isBox[node] {
            follow(from: node, path: []) { append(&$0, $1, $2) }
        }
        if isUsed { roots.append(root.text) }
    }

    /// Calls `body` for every box that a node leads to through folded objects, with the references in between.
    private mutating func follow(
        from start: Int, path: [Reference], _ body: (inout FoldedArrows, Int, [Reference]) -> Void
    ) {
        visit += 1
        var pending: [(node: Int, path: [Reference])] = [(start, path)]
        var read = 0
        while read < pending.count {
            let (node, path) = pending[read]
            read += 1
            for position in edges.positions(of: node) {
                let target = Int(edges.targets[position])
                let extended = path + [references[Int(edges.labels[position])]]
                if choice.isDrawn[target] {
                    body(&self, target, extended)
                } else if visits[target] != visit {
                    visits[target] = visit
                    if extended.count < Self.mostFolded { pending.append((target, extended)) } else { leftOut += 1 }
                }
            }
        }
    }

    private mutating func append(
        _ holder: ObjectPicture.Holder, path: [Reference], field: [Reference], to target: Int, from owner: Int?
    ) {
        let arrow = ObjectPicture.Arrow(
            holder: holder, owned: graph.snapshot.objects[target].id,
            field: FoldedField.text(of: field, in: graph.snapshot, names: graph.names),
            isStrong: path.allSatisfy(\.isStrong),
            isInCycle: path.allSatisfy(\.isStrong) && owner.map { graph.isInCycle($0, target) } ?? false)
        guard seen.insert(arrow).inserted else { return }
        if arrows.count < most { arrows.append(arrow) } else { leftOut += 1 }
    }
}
