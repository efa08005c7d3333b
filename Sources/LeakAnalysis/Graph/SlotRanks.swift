import TraceModel

/// Numbers the slots of a graph's edges in the order of their texts, so that rings are compared without strings.
struct SlotRanks {
    /// The rank of the edge at each position of the graph.
    let ranks: [Int32]
    /// The slot of each rank, as `Type.field`, positions and keys dropped.
    let texts: [String]

    private struct Key: Hashable {
        var owner: TypeID
        var field: FieldID
    }

    /// Ranks the edges of a graph over the leaked part.
    ///
    /// O(m), and a sort of the different slots.
    init(_ graph: CompactGraph, in part: LeakedPart, names: NameIndex) {
        var numbers: [Key: Int32] = [:]
        var numberOfText: [String: Int32] = [:]
        var found: [String] = []
        var ranks = [Int32](repeating: 0, count: graph.edgeCount)
        for node in 0..<graph.nodeCount {
            let type = part.object(Int32(node)).type
            for position in graph.positions(of: node) {
                // All elements stand in one slot, so that a long list does not make a key of every position.
                let field = part.snapshot.strong[Int(graph.labels[position])].field
                let key = Key(owner: type, field: field.position == nil ? field : .element(0))
                if let number = numbers[key] {
                    ranks[position] = number
                    continue
                }
                let text = names.slot(owner: type, field: key.field).description
                let number = numberOfText[text] ?? Int32(found.count)
                if Int(number) == found.count { found.append(text) }
                numberOfText[text] = number
                numbers[key] = number
                ranks[position] = number
            }
        }
        let order = found.indices.sorted { found[$0] < found[$1] }
        var rankOfNumber = [Int32](repeating: 0, count: found.count)
        for (rank, number) in order.enumerated() { rankOfNumber[number] = Int32(rank) }
        self.ranks = ranks.map { rankOfNumber[Int($0)] }
        texts = order.map { found[$0] }
    }
}
