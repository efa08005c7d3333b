import Inspection
import LeakAnalysis
import TraceModel

/// The nodes of a heap snapshot: the root, what no root reaches if there is any, then the objects.
struct HeapNodes {
    /// The places of a type's name in the list of the format's types.
    enum EdgeType: Int {
        case element = 1
        case property = 2
        case weak = 6
    }

    /// A reference.
    struct Edge {
        var type: EdgeType
        /// A place in ``HeapNodes/strings``, or the position of an element.
        var nameOrIndex: Int
        /// The place of the node that is held.
        var target: Int
    }

    /// How many numbers a node has.
    static let fieldCount = 7

    /// Every text once.
    private(set) var strings: [String] = []
    private var places: [String: Int] = [:]
    private let objects: [LiveObject]
    private var names: [Int] = []
    private var edges: [[Edge]] = []
    private let firstObject: Int

    /// The nodes of a moment.
    init(_ graph: MomentGraph) {
        objects = graph.snapshot.objects
        let unreached = graph.unreachedEntries
        firstObject = unreached.isEmpty ? 1 : 2
        edges = Array(repeating: [], count: firstObject + objects.count)
        names.append(place(of: "(roots)"))
        for root in graph.roots {
            guard let target = graph.snapshot.node(of: root.reference.owned) else { continue }
            let type: EdgeType = root.reference.isStrong ? .property : .weak
            edges[0].append(Edge(type: type, nameOrIndex: place(of: root.text), target: firstObject + target))
        }
        if !unreached.isEmpty {
            names.append(place(of: "(no root reaches these)"))
            edges[0].append(Edge(type: .property, nameOrIndex: place(of: "unreachable"), target: 1))
        }
        for node in unreached {
            let label = graph.label(of: node)
            edges[1].append(Edge(type: .property, nameOrIndex: place(of: label), target: firstObject + node))
        }
        for object in objects { names.append(place(of: graph.names.typeName(object.type))) }
        for reference in graph.snapshot.strong + graph.snapshot.weak { add(reference, of: graph) }
    }

    /// How many nodes there are.
    var count: Int { edges.count }

    /// How many edges there are.
    var edgeCount: Int { edges.reduce(0) { $0 + $1.count } }

    /// The edges of a node.
    func edges(of place: Int) -> [Edge] { edges[place] }

    /// The numbers of a node.
    func row(_ place: Int) -> [Int] {
        let (synthetic, plain, closure) = (9, 3, 5)
        guard place >= firstObject else {
            let id = Int(objects.lazy.map(\.id.rawValue).max() ?? 0) + 1 + place
            return [synthetic, names[place], id, 0, edges[place].count, 0, 0]
        }
        let object = objects[place - firstObject]
        let type = object.kind == .function ? closure : plain
        return [type, names[place], Int(object.id.rawValue), object.bytes, edges[place].count, 0, 0]
    }

    private mutating func add(_ reference: Reference, of graph: MomentGraph) {
        guard let owner = reference.owner.object.flatMap(graph.snapshot.node(of:)),
            let owned = graph.snapshot.node(of: reference.owned)
        else { return }
        let target = firstObject + owned
        let edge: Edge
        if let position = reference.field.position, reference.isStrong {
            edge = Edge(type: .element, nameOrIndex: position, target: target)
        } else {
            let type: EdgeType = reference.isStrong ? .property : .weak
            edge = Edge(type: type, nameOrIndex: place(of: graph.names.fieldText(reference.field)), target: target)
        }
        edges[firstObject + owner].append(edge)
    }

    private mutating func place(of text: String) -> Int {
        if let place = places[text] { return place }
        places[text] = strings.count
        strings.append(text)
        return strings.count - 1
    }
}
