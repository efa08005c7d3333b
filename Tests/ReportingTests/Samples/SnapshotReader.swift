import Foundation
import Testing

/// Reads a heap snapshot as the memory panel does: by the fields that it declares itself.
struct SnapshotReader {
    struct Edge {
        var type: String
        var name: String
        var target: Int
    }

    struct Node {
        var type: String
        var name: String
        var id: Int
        var selfSize: Int
        var edges: [Edge]
    }

    private(set) var nodes: [Node] = []
    /// What the memory panel would stumble over.
    private(set) var problems: [String] = []

    init(_ text: String) throws {
        let document = try parse(text)
        let head = try #require(document["snapshot"] as? [String: Any])
        let meta = try #require(head["meta"] as? [String: Any])
        let numbers = try #require(document["nodes"] as? [Int])
        let edgeNumbers = try #require(document["edges"] as? [Int])
        let strings = try #require(document["strings"] as? [String])
        let nodeFields = try #require(meta["node_fields"] as? [String])
        let edgeFields = try #require(meta["edge_fields"] as? [String])
        let nodeTypes = try #require((meta["node_types"] as? [Any])?.first as? [String])
        let edgeTypes = try #require((meta["edge_types"] as? [Any])?.first as? [String])
        func field(_ name: String) throws -> Int { try #require(nodeFields.firstIndex(of: name)) }
        let (type, name, id) = (try field("type"), try field("name"), try field("id"))
        let (size, count) = (try field("self_size"), try field("edge_count"))
        #expect(edgeFields == ["type", "name_or_index", "to_node"])

        var next = 0
        for start in stride(from: 0, to: numbers.count, by: nodeFields.count) {
            var edges: [Edge] = []
            for _ in 0..<numbers[start + count] {
                guard next + 3 <= edgeNumbers.count else { break }
                let (kind, label, target) = (edgeNumbers[next], edgeNumbers[next + 1], edgeNumbers[next + 2])
                next += 3
                if !target.isMultiple(of: nodeFields.count) || !numbers.indices.contains(target) {
                    problems.append("an edge leads to \(target), where no node begins")
                }
                let isIndex = edgeTypes[kind] == "element" || edgeTypes[kind] == "hidden"
                edges.append(
                    Edge(
                        type: edgeTypes[kind], name: isIndex ? String(label) : strings[label],
                        target: target / nodeFields.count))
            }
            nodes.append(
                Node(
                    type: nodeTypes[numbers[start + type]], name: strings[numbers[start + name]],
                    id: numbers[start + id], selfSize: numbers[start + size], edges: edges))
        }
        if next != edgeNumbers.count {
            problems.append("the nodes count \(next / 3) of \(edgeNumbers.count / 3) edges")
        }
        if head["node_count"] as? Int != nodes.count { problems.append("wrong node_count") }
        if head["edge_count"] as? Int != edgeNumbers.count / 3 { problems.append("wrong edge_count") }
        if Set(nodes.map(\.id)).count != nodes.count { problems.append("two nodes have one id") }
        if reached(without: nil).count != nodes.count { problems.append("the root does not reach every node") }
    }

    /// What would go with a node: the sizes of all that the root reaches only through it.
    func retainedSize(ofID id: Int) -> Int? {
        guard let place = nodes.firstIndex(where: { $0.id == id }) else { return nil }
        let kept = reached(without: place)
        return nodes.indices.filter { !kept.contains($0) }.reduce(0) { $0 + nodes[$1].selfSize }
    }

    private func reached(without missing: Int?) -> Set<Int> {
        var reached: Set<Int> = []
        var pending = [0]
        while let place = pending.popLast() {
            guard place != missing, nodes.indices.contains(place), reached.insert(place).inserted else { continue }
            pending += nodes[place].edges.filter { $0.type != "weak" }.map(\.target)
        }
        return reached
    }
}
