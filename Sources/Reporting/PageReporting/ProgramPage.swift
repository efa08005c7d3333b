public import Inspection
public import LeakAnalysis
public import Reporting
import TraceModel

/// What a page shows of one program: its designs side by side, and what the events of their runs showed.
public struct ProgramPage: Sendable {
    /// What the events of one run showed.
    public struct Run: Sendable {
        /// The pictures, statement by statement.
        public var pictures: StepPictures
        /// How much was alive.
        public var timeline: MemoryTimeline
        /// The histories of the objects that the findings name, by label.
        public var histories: [String: ObjectHistory]
        /// The names that objects were bound to, by label, as far as the pictures tell them.
        var names: [String: String]

        /// Collects the parts.
        public init(pictures: StepPictures, timeline: MemoryTimeline, histories: [String: ObjectHistory] = [:]) {
            self.pictures = pictures
            self.timeline = timeline
            self.histories = histories
            let boxes = pictures.frames.flatMap(\.picture.boxes)
            names = Dictionary(
                boxes.compactMap { box in box.name.map { (box.label, $0) } }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Why something that a page usually shows is missing, in a sentence.
    public typealias Reason = String

    /// The runs with their figures and findings.
    public var comparison: Comparison
    /// What their events showed, by run id; of a run that is missing here only the figures are shown.
    public var runs: [Int: Run]
    /// What to change; nil where nothing leaks.
    public var change: ProgramChange?
    /// Where the boxes stand; nil where nothing laid them out.
    public var layout: PictureLayout?
    /// Why nothing laid them out.
    public var withoutLayout: Reason?

    /// Collects the parts.
    public init(
        comparison: Comparison, runs: [Int: Run] = [:], change: ProgramChange? = nil, layout: PictureLayout? = nil,
        withoutLayout: Reason? = nil
    ) {
        self.comparison = comparison
        self.runs = runs
        self.change = change
        self.layout = layout
        self.withoutLayout = withoutLayout
    }

    /// The designs that are drawn side by side, at most ``mostPictured``.
    var pictured: [(report: RunReport, pictures: StepPictures)] {
        comparison.runs.compactMap { report in runs[report.run.id].map { (report, $0.pictures) } }
            .filter { !$0.1.frames.isEmpty }
            .prefix(Self.mostPictured).map { $0 }
    }

    /// More designs than this are not drawn: a reader compares two at a glance, perhaps three.
    public static let mostPictured = 4

    /// The drawing that is to be laid out; nil where there is nothing to draw.
    public var graph: PictureGraph? {
        let graph = PictureGraph(pictured.map(\.pictures))
        return graph.nodes.isEmpty ? nil : graph
    }
}
