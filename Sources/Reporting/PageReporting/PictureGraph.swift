import Inspection
import LeakAnalysis
import Reporting
import TraceModel

/// Every box, name and reference of a program's runs, so that all pictures share one layout.
public struct PictureGraph: Sendable {
    /// A box or a name.
    struct Node: Hashable, Sendable {
        /// Whether it is a name, which holds but is not counted.
        var isRoot: Bool
        /// The object's label, or the name.
        var label: String
    }

    /// A reference; strong in one run, it may be weak in another.
    struct Edge: Hashable, Sendable {
        var holder: Int
        var owned: Int
        var field: String
    }

    /// The boxes in the order of their first appearance, and the names.
    private(set) var nodes: [Node] = []
    /// The references between them.
    private(set) var edges: [Edge] = []
    /// What is written under a box's label, by node.
    private(set) var details: [Int: String] = [:]
    /// The numbers of the statements that any run shows, ascending; nil stands for the end of the run.
    let steps: [Int?]
    /// The pictures, run by run.
    let allPictures: [StepPictures]
    private var nodeOf: [Node: Int] = [:]
    private var edgeOf: [Edge: Int] = [:]

    /// Gathers what the pictures show.
    init(_ allPictures: [StepPictures]) {
        self.allPictures = allPictures
        let numbers = Set(allPictures.flatMap { $0.frames.compactMap(\.number) }).sorted()
        let hasEnd = allPictures.contains { $0.frames.contains { $0.number == nil } }
        steps = numbers.map { $0 } + (hasEnd ? [nil] : [])
        for pictures in allPictures {
            for frame in pictures.frames { add(frame.picture) }
        }
    }

    private mutating func add(_ picture: ObjectPicture) {
        for box in picture.boxes {
            let node = add(Node(isRoot: false, label: box.label))
            details[node] = Self.detail(box)
        }
        for arrow in picture.arrows {
            guard let edge = Self.edge(arrow, in: picture, { add($0) }), edgeOf[edge] == nil else { continue }
            edgeOf[edge] = edges.count
            edges.append(edge)
        }
    }

    private mutating func add(_ node: Node) -> Int {
        if let place = nodeOf[node] { return place }
        nodeOf[node] = nodes.count
        nodes.append(node)
        return nodes.count - 1
    }

    /// The type where the label tells it, and the bytes.
    private static func detail(_ box: ObjectPicture.Box) -> String {
        let type = box.label.lastIndex(of: "#").map { String(box.label[..<$0]) } ?? ""
        let bytes = "\(Wording.number(box.bytes)) B"
        return type.isEmpty ? bytes : "\(DisplayText.fit(type, to: 16)) · \(bytes)"
    }

    private static func edge(
        _ arrow: ObjectPicture.Arrow, in picture: ObjectPicture, _ place: (Node) -> Int?
    ) -> Edge? {
        guard let owned = picture.boxes.first(where: { $0.id == arrow.owned }),
            let target = place(Node(isRoot: false, label: owned.label))
        else { return nil }
        let holder: Int? =
            switch arrow.holder {
            case .root(let root): place(Node(isRoot: true, label: picture.roots[root]))
            case .object(let id):
                picture.boxes.first { $0.id == id }.flatMap { place(Node(isRoot: false, label: $0.label)) }
            }
        return holder.map { Edge(holder: $0, owned: target, field: arrow.field) }
    }

    /// The node of an object.
    func node(label: String) -> Int? { nodeOf[Node(isRoot: false, label: label)] }

    /// The reference that an arrow of one of the pictures is.
    func edge(_ arrow: ObjectPicture.Arrow, in picture: ObjectPicture) -> Int? {
        Self.edge(arrow, in: picture, { nodeOf[$0] }).flatMap { edgeOf[$0] }
    }
}
