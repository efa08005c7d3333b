import Foundation
import Reporting

/// Where the pictures' boxes and references stand, in pixels from the upper left corner.
public struct PictureLayout: Equatable, Sendable {
    struct Point: Equatable, Sendable {
        var x: Double
        var y: Double
    }

    struct Edge: Equatable, Sendable {
        /// A start, then the control points of cubic curves, three a curve.
        var points: [Point]
        /// The middle of its label, if it has one.
        var label: Point?
    }

    /// The whole drawing.
    let size: Point
    /// The middle of each node.
    let nodes: [Int: Point]
    /// The references.
    let edges: [Int: Edge]

    /// Reads what `dot -Tjson` answered to ``PictureDOT``; nil where that is something else.
    public init?(json: String) {
        guard let drawing = try? JSONDecoder().decode(Drawing.self, from: Data(json.utf8)) else { return nil }
        let box = Self.numbers(drawing.bb)
        guard box.count == 4 else { return nil }
        func point(_ text: some StringProtocol) -> Point? {
            let numbers = Self.numbers(text)
            // Graphviz counts upwards, a page downwards.
            return numbers.count == 2 ? Point(x: numbers[0] - box[0], y: box[3] - numbers[1]) : nil
        }
        var nodes: [Int: Point] = [:]
        for node in drawing.objects ?? [] {
            guard let place = Int(node.name.dropFirst()), let middle = point(node.pos) else { return nil }
            nodes[place] = middle
        }
        var edges: [Int: Edge] = [:]
        for edge in drawing.edges ?? [] {
            let points = edge.pos.split(separator: " ").compactMap { point($0) }
            let isUpward = edge.id.hasPrefix("up")
            guard let place = Int(edge.id.drop { $0.isLetter }), points.count >= 4, points.count % 3 == 1 else {
                return nil
            }
            edges[place] = Edge(points: isUpward ? points.reversed() : points, label: edge.lp.flatMap { point($0) })
        }
        self.nodes = nodes
        self.edges = edges
        size = Point(x: box[2] - box[0], y: box[3] - box[1])
    }

    private static func numbers(_ text: some StringProtocol) -> [Double] {
        text.split(separator: ",").compactMap { Double($0) }.filter(\.isFinite)
    }

    /// As Graphviz writes it.
    private struct Drawing: Decodable {
        struct Node: Decodable {
            var name: String
            var pos: String
        }

        struct Edge: Decodable {
            var id: String
            var pos: String
            var lp: String?
        }

        var bb: String
        var objects: [Node]?
        var edges: [Edge]?
    }
}
