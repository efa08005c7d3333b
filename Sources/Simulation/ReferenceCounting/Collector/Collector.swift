public import TraceModel

/// What runs beside counting, and when.
public enum Collector: Equatable, Sendable {
    /// Nothing: only `gc.collect()` collects.
    case none
    /// CPython's generations: a model that counts every container exactly, where CPython leaves out those
    /// that it takes from its free lists.
    case generational(GenerationThresholds)
    /// A full collection whenever live bytes pass a mark, as books describe it and CPython does not.
    case memory(bytes: Int)

    /// The names that a run can give.
    public static let names = ["none", "cpython-3.12", "cpython-3.13", "memory:BYTES"]

    /// The collector of a name.
    ///
    /// - Throws: `TraceError` with code `usage` where there is none of this name.
    public init(_ name: CollectorName) throws {
        switch name.text {
        case "none": self = .none
        case "cpython-3.12": self = .generational(GenerationThresholds(young: 700, middle: 10, old: 10))
        case "cpython-3.13": self = .generational(GenerationThresholds(young: 2_000, middle: 10, old: 10))
        default:
            if name.text.hasPrefix("memory:"), let bytes = Int(name.text.dropFirst("memory:".count)), bytes > 0 {
                self = .memory(bytes: bytes)
                return
            }
            throw TraceError(
                .usage, "there is no collector \(name.text)",
                remedy: Suggestion.remedy(
                    Suggestion.closest(to: name.text, among: Self.names),
                    then: "use \(Self.names.joined(separator: ", "))"))
        }
    }
}

/// When each generation is collected (`gc.get_threshold()`).
public struct GenerationThresholds: Equatable, Sendable {
    /// Allocations less deinits of containers that the youngest generation may pass.
    public var young: Int
    /// Collections of the youngest that the middle one may pass.
    public var middle: Int
    /// Collections of the middle one that the oldest may pass.
    public var old: Int

    /// Sets the thresholds.
    public init(young: Int, middle: Int, old: Int) {
        self.young = young
        self.middle = middle
        self.old = old
    }
}

/// What a collector knows between collections.
struct CollectorState {
    let collector: Collector
    /// `gc.disable()` turns it off.
    var isEnabled = true
    /// Allocations less deinits since the youngest generation was collected; collections of the younger
    /// generation since each older one was.
    var counts = (young: 0, middle: 0, old: 0)
    /// Survivors of the middle generation since the last full collection.
    var longLivedPending = 0
    /// What the last full collection left.
    var longLivedTotal = 0
    /// The live bytes that the next collection waits for.
    var nextBytes: Int

    init(_ collector: Collector) {
        self.collector = collector
        nextBytes = if case .memory(let bytes) = collector { bytes } else { Int.max }
    }

    /// The generation to collect now, or nil.
    ///
    /// A full collection waits until a quarter of what the last one left has come in (`gc_collect_generations`).
    var dueGeneration: Int? {
        guard isEnabled, case .generational(let thresholds) = collector, counts.young > thresholds.young else {
            return nil
        }
        if counts.old > thresholds.old, longLivedPending >= longLivedTotal / 4 { return 2 }
        return counts.middle > thresholds.middle ? 1 : 0
    }
}

/// An object of a young generation; the id tells whether the handle still means it.
struct YoungObject: BitwiseCopyable {
    var index: UInt32
    var id: UInt32
}
