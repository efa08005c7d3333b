import Foundation

/// Normally distributed numbers without a logarithm each.
///
/// Marsaglia and Tsang, "The ziggurat method for generating random variables", Journal of Statistical Software
/// 5 (2000), with the layer and the number taken from different bits, as Doornik ("An improved ziggurat method",
/// 2005) asks for. The density is covered by layers of the same area; a point of a layer that lies below the next
/// one is under the curve, which holds for 99 in 100.
struct Ziggurat: Sendable {
    /// Computed once, and never changed.
    static let shared = Ziggurat()

    private static let count = 256
    /// Where the bottom layer's tail begins.
    private static let tail = 3.654_152_885_361_008_8
    /// The area of each layer.
    private static let area = 0.004_928_673_233_974_655

    /// The right edges of the layers, the bottom one first, then 0.
    private let edges: [Double]
    /// The density at each edge.
    private let heights: [Double]

    private init() {
        func density(_ x: Double) -> Double { exp(-0.5 * x * x) }
        var edges = [Self.area / density(Self.tail), Self.tail]
        for layer in 2..<Self.count {
            let below = edges[layer - 1]
            edges.append((-2 * log(Self.area / below + density(below))).squareRoot())
        }
        edges.append(0)
        self.edges = edges
        heights = edges.map(density)
    }

    /// The layers without bounds checks or reference counting, as long as `body` runs.
    func withLayers(_ body: (Layers) -> Void) {
        edges.withUnsafeBufferPointer { edges in
            heights.withUnsafeBufferPointer { heights in body(Layers(edges: edges, heights: heights)) }
        }
    }

    struct Layers {
        fileprivate let edges: UnsafeBufferPointer<Double>
        fileprivate let heights: UnsafeBufferPointer<Double>

        @inline(__always)
        func normal(from stream: inout RandomNumbers) -> Double {
            let bits = stream.next()
            let layer = Int(truncatingIfNeeded: bits & 255)
            // 53 bits and a sign, none of which chose the layer.
            let x = Double(Int64(bitPattern: bits) >> 10) * 0x1p-53 * edges[layer]
            return abs(x) < edges[layer + 1] ? x : rare(x, layer, &stream)
        }

        /// A point in the tail, or near the curve.
        @inline(never)
        private func rare(_ first: Double, _ firstLayer: Int, _ stream: inout RandomNumbers) -> Double {
            var (x, layer) = (first, firstLayer)
            while true {
                if abs(x) < edges[layer + 1] { return x }
                if layer == 0 { return tail(isNegative: x < 0, &stream) }
                let height = heights[layer] + unit(&stream) * (heights[layer + 1] - heights[layer])
                if height < exp(-0.5 * x * x) { return x }
                let bits = stream.next()
                layer = Int(truncatingIfNeeded: bits & 255)
                x = Double(Int64(bitPattern: bits) >> 10) * 0x1p-53 * edges[layer]
            }
        }

        private func tail(isNegative: Bool, _ stream: inout RandomNumbers) -> Double {
            while true {
                let x = -log(unit(&stream)) / Ziggurat.tail
                let y = -log(unit(&stream))
                if 2 * y >= x * x { return isNegative ? -(Ziggurat.tail + x) : Ziggurat.tail + x }
            }
        }

        /// Above 0, up to 1.
        private func unit(_ stream: inout RandomNumbers) -> Double { Double((stream.next() >> 11) + 1) * 0x1p-53 }
    }
}
