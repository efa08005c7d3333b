/// Finds the least shortest cycle of a strongly connected component.
///
/// Shortest is counted in references, those inside containers included. Of several shortest cycles it is the one
/// whose edges read least by rank (a rank stands for `Type.field`), from the place where it reads least on; then
/// the one whose nodes, from there on, were allocated first. So the choice does not depend on ids.
///
/// A component that is one ring is read in linear time. Otherwise every cycle passes a node with several ways on
/// and one with several ways in, so the shortest length is searched from the fewer of these two, breadth first and
/// never deeper than the best length known; then the least cycle from the nodes whose least rank comes first. The
/// work is bounded by ``budget``: beyond it, the best cycle found so far stands. Components of up to some hundred
/// nodes never reach the bound.
struct CycleFinder {
    /// The edges inside components.
    let graph: CompactGraph
    /// The rank of the edge at each position of the graph.
    let ranks: [Int32]
    private let reverse: CompactGraph
    private var search: BoundedSearch

    init(graph: CompactGraph, ranks: [Int32]) {
        self.graph = graph
        self.ranks = ranks
        reverse = graph.reversed
        search = BoundedSearch(nodeCount: graph.nodeCount)
    }

    /// How many edges a component of this size may look at: 32 times its size, and 200,000 whatever its size.
    static func budget(nodes: Int, edges: Int) -> Int { 32 * (nodes + edges) + 200_000 }

    /// The positions of the cycle's edges in the graph, in the order of the references, or nothing where the members
    /// are no component.
    mutating func leastCycle(in members: ArraySlice<Int32>) -> [Int] {
        let edges = members.reduce(0) { $0 + graph.positions(of: Int($1)).count }
        if edges == members.count { return ring(from: members) }
        search.remaining = Self.budget(nodes: members.count, edges: edges)
        guard let (start, length) = shortest(in: members) else { return [] }

        let candidates = members.map { (rank: leastRank(of: Int($0)), node: Int($0)) }.sorted { $0 < $1 }
        var best: (ranks: [Int32], nodes: [Int32], edges: [Int])?
        for candidate in candidates {
            if let best, candidate.rank > best.ranks[0] { break }
            if search.remaining <= 0 { break }
            guard let found = leastCycle(through: candidate.node, length: length, worst: best?.ranks) else { continue }
            let nodes = [Int32(candidate.node)] + found.dropLast().map { graph.targets[$0] }
            let cycle = (found.map { ranks[$0] }, nodes, found)
            guard let known = best else {
                best = cycle
                continue
            }
            if cycle.0.lexicographicallyPrecedes(known.ranks)
                || (cycle.0 == known.ranks && cycle.1.lexicographicallyPrecedes(known.nodes))
            {
                best = cycle
            }
        }
        return best?.edges ?? leastCycle(through: start, length: length, worst: nil) ?? []
    }

    private func leastRank(of node: Int) -> Int32 {
        graph.positions(of: node).reduce(Int32.max) { min($0, ranks[$1]) }
    }

    private func ring(from members: ArraySlice<Int32>) -> [Int] {
        guard let start = members.first else { return [] }
        var cycle: [Int] = []
        cycle.reserveCapacity(members.count)
        var node = Int(start)
        repeat {
            let position = graph.positions(of: node).lowerBound
            cycle.append(position)
            node = Int(graph.targets[position])
        } while node != Int(start) && cycle.count < members.count
        return cycle
    }

    /// A node on a shortest cycle, and that cycle's length.
    private mutating func shortest(in members: ArraySlice<Int32>) -> (start: Int, length: Int)? {
        let outward = members.filter { graph.positions(of: Int($0)).count > 1 }
        let inward = members.filter { reverse.positions(of: Int($0)).count > 1 }
        let starts = (outward.count <= inward.count ? outward : inward)
            .map { (rank: leastRank(of: Int($0)), node: Int($0)) }.sorted { $0 < $1 }
        var best: (start: Int, length: Int)?
        for start in starts {
            let limit = best.map { $0.length - 1 } ?? members.count
            if limit == 0 || (best != nil && search.remaining <= 0) { break }
            if let length = search.shortestCycle(through: start.node, upTo: limit, reverse: reverse) {
                best = (start.node, length)
            }
        }
        return best
    }

    /// The least of the cycles of `length` edges, the shortest there is, that begin at `start`.
    ///
    /// Nil where there is none, or where each reads more than `worst`.
    private mutating func leastCycle(through start: Int, length: Int, worst: [Int32]?) -> [Int]? {
        search.measure(to: start, upTo: length - 1, reverse: reverse)
        var layers: [[(source: Int32, position: Int)]] = []
        var frontier = [Int32(start)]
        var isEqualSoFar = worst != nil
        for place in 0..<length {
            let left = length - 1 - place
            var least = Int32.max
            var layer: [(source: Int32, position: Int)] = []
            for node in frontier {
                let positions = graph.positions(of: Int(node))
                search.remaining -= positions.count
                for position in positions where search.distance(of: graph.targets[position]) == left {
                    if ranks[position] > least { continue }
                    if ranks[position] < least { layer.removeAll(keepingCapacity: true) }
                    least = ranks[position]
                    layer.append((node, position))
                }
            }
            if layer.isEmpty { return nil }
            if isEqualSoFar, let worst {
                if least > worst[place] { return nil }
                isEqualSoFar = least == worst[place]
            }
            layers.append(layer)
            frontier = Array(Set(layer.map { graph.targets[$0.position] })).sorted()
        }
        return oldestPath(from: start, through: layers)
    }

    /// Of the equally ranked edges of each layer those that lead to the end, always to the oldest node.
    private func oldestPath(from start: Int, through layers: [[(source: Int32, position: Int)]]) -> [Int]? {
        var sources: [[Int32: Int]] = []
        var allowed: Set<Int32> = [Int32(start)]
        for layer in layers.reversed() {
            var best: [Int32: Int] = [:]
            for (source, position) in layer where allowed.contains(graph.targets[position]) {
                if let known = best[source], graph.targets[known] <= graph.targets[position] { continue }
                best[source] = position
            }
            allowed = Set(best.keys)
            sources.append(best)
        }
        var path: [Int] = []
        var node = Int32(start)
        for best in sources.reversed() {
            guard let position = best[node] else { return nil }
            path.append(position)
            node = graph.targets[position]
        }
        return path
    }
}
