import LeakAnalysis
import TraceModel

extension ObjectPicture {
    /// How many boxes are drawn by default: as many as a reader still takes in at a glance.
    public static let usualBoxes = 120

    /// Draws a moment with at most so many boxes, and four times as many arrows.
    ///
    /// The cycles that nothing reaches come first, one of every finding before a second of any, then what is near
    /// the names, then the rest by age. O(n + m), and the folded references of each box.
    public init(_ graph: MomentGraph, mostBoxes: Int = usualBoxes) {
        self.init(graph, choice: BoxChoice(graph, most: mostBoxes), mostArrows: 4 * mostBoxes)
    }

    /// Draws the boxes that were chosen.
    init(_ graph: MomentGraph, choice: BoxChoice, mostArrows: Int) {
        var arrows = FoldedArrows(graph, choice: choice, most: mostArrows)
        for root in graph.roots { arrows.add(root) }
        for node in choice.nodes { arrows.add(node) }
        self.init(
            moment: graph.moment, roots: arrows.roots, boxes: choice.nodes.map { graph.box($0) },
            arrows: arrows.arrows, boxesLeftOut: choice.leftOut, arrowsLeftOut: arrows.leftOut)
    }
}

extension MomentGraph {
    fileprivate func box(_ node: Int) -> ObjectPicture.Box {
        let object = snapshot.objects[node]
        return ObjectPicture.Box(
            id: object.id, label: label(of: node), name: boundNames[object.id],
            count: object.strongCount, bytes: object.bytes, state: state(of: node))
    }

    /// How the object of a node stands.
    public func state(of node: Int) -> ObjectPicture.State {
        guard isUnreached[node] else { return .reached }
        return isInCycle[node] ? .inCycle : .kept
    }

    /// Whether a reference between two nodes is part of a cycle that nothing reaches.
    func isInCycle(_ owner: Int, _ owned: Int) -> Bool {
        isInCycle[owner] && isInCycle[owned] && componentOf[owner] == componentOf[owned]
    }
}

/// Which objects of a moment are drawn as boxes.
struct BoxChoice {
    /// The nodes that are drawn, in the order of allocation.
    let nodes: [Int]
    /// Whether each node is drawn.
    let isDrawn: [Bool]
    /// Whether each node would be a box if there were room; what would not is folded.
    let isBox: [Bool]
    /// How many boxes found no room.
    let leftOut: Int

    /// Chooses.
    init(_ graph: MomentGraph, most: Int) {
        let isBox = Self.boxes(of: graph)
        var isDrawn = [Bool](repeating: false, count: isBox.count)
        var room = most
        func draw(_ node: Int) {
            guard room > 0, isBox[node], !isDrawn[node] else { return }
            isDrawn[node] = true
            room -= 1
        }
        let snapshot = graph.snapshot
        let members = graph.members.sorted { ($0.component, $0.finding) < ($1.component, $1.finding) }
        for member in members { snapshot.node(of: member.object).map(draw) }
        if room > 0 { for node in snapshot.graph.breadthFirst(from: snapshot.roots) { draw(Int(node)) } }
        if room > 0 { for node in isBox.indices { draw(node) } }
        self.init(isDrawn: isDrawn, isBox: isBox)
    }

    /// Draws what is marked.
    init(isDrawn: [Bool], isBox: [Bool]) {
        self.isBox = isBox
        self.isDrawn = isDrawn
        nodes = isDrawn.indices.filter { isDrawn[$0] }
        leftOut = isBox.count { $0 } - nodes.count
    }

    /// Instances; of a cycle without any its functions and bound methods, else all of it; where there is no instance
    /// at all, everything.
    private static func boxes(of graph: MomentGraph) -> [Bool] {
        let objects = graph.snapshot.objects
        var isBox = objects.map { $0.kind == .instance }
        guard isBox.contains(true) else { return isBox.map { _ in true } }
        var best: [Int32: Int] = [:]
        func rank(_ node: Int) -> Int {
            switch objects[node].kind {
            case .instance: 2
            case .function, .boundMethod: 1
            default: 0
            }
        }
        let inCycles = objects.indices.filter { graph.isInCycle[$0] }
        for node in inCycles { best[graph.componentOf[node]] = max(best[graph.componentOf[node]] ?? 0, rank(node)) }
        for node in inCycles where rank(node) == best[graph.componentOf[node]] { isBox[node] = true }
        return isBox
    }
}
