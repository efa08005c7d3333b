/// How much was alive as a run went on, in few enough points to be drawn.
public struct MemoryTimeline: Equatable, Sendable {
    /// The most that was alive in one stretch of the run.
    public struct Point: Equatable, Sendable {
        /// The last event of the stretch.
        public var seq: Int
        /// Live instances of classes.
        public var objects: Int
        /// Live bytes of everything.
        public var bytes: Int

        /// Describes a point.
        public init(seq: Int, objects: Int, bytes: Int) {
            self.seq = seq
            self.objects = objects
            self.bytes = bytes
        }
    }

    /// How many events one point stands for; 1 where every event has its own.
    public var stride: Int
    /// The points, oldest first.
    public private(set) var points: [Point] = []
    private var live = Point(seq: 0, objects: 0, bytes: 0)
    private var most = Point(seq: 0, objects: 0, bytes: 0)

    /// How many points are drawn at most.
    public static let mostPoints = 240

    /// An empty timeline of a run with so many events.
    public init(eventCount: Int) {
        stride = max(1, (eventCount + Self.mostPoints - 1) / Self.mostPoints)
    }

    /// Counts what an event did to the live objects and bytes.
    package mutating func apply(objects: Int, bytes: Int, sequence: Int) {
        live.objects += objects
        // Sizes may come from an untrusted database.
        let (sum, isTooMuch) = live.bytes.addingReportingOverflow(bytes)
        live.bytes = isTooMuch ? Int.max : sum
        most.objects = max(most.objects, live.objects)
        most.bytes = max(most.bytes, live.bytes)
        if sequence.isMultiple(of: stride) { add(sequence) }
    }

    /// Ends the last stretch.
    mutating func finish(at sequence: Int) {
        if points.last?.seq != sequence, sequence > 0 { add(sequence) }
    }

    private mutating func add(_ sequence: Int) {
        most.seq = sequence
        points.append(most)
        most = live
    }
}
