public import RegressionGate
public import Reporting
import TraceModel

/// A baseline that was written, and the one that was there.
public struct BaselineChange: Sendable {
    /// Where it was written.
    public var path: String
    /// What was there; nil for nothing.
    public var old: Baseline?
    /// What is there now.
    public var new: Baseline

    /// Describes a change.
    public init(path: String, old: Baseline?, new: Baseline) {
        self.path = path
        self.old = old
        self.new = new
    }
}

/// What a renewed baseline says: how much was written, and which programs and designs are different in it.
public struct BaselineChangeText: Renderer {
    /// The page.
    public var layout: Layout

    /// A renderer for a page.
    public init(layout: Layout = Layout()) { self.layout = layout }

    private static let mostLines = 15

    public func write(_ change: BaselineChange, to output: inout some TextOutputStream) {
        var page = Page(layout)
        let leaks = change.new.entries.reduce(0) { $0 + $1.leaks.count }
        page.paragraph(
            "Wrote \(change.path): \(Wording.count(change.new.entries.count, "run")), \(Wording.count(leaks, "leak")).")
        let lines = lines(change)
        for line in lines.prefix(Self.mostLines) { page.add(line) }
        if lines.count > Self.mostLines { page.add("… and \(lines.count - Self.mostLines) more", .faint) }
        page.write(to: &output)
    }

    private func lines(_ change: BaselineChange) -> [Line] {
        guard let old = change.old else { return [] }
        let subjects = Set(old.entries.map(\.subject)).union(change.new.entries.map(\.subject)).sorted()
        let lines = subjects.compactMap { subject -> Line? in
            let (before, after) = (old[subject], change.new[subject])
            guard before != after else { return nil }
            let what = before == nil ? "added" : after == nil ? "removed: there is no run of it" : "changed"
            return Line(subject.fullName, .object) + Line("  \(what)", after == nil ? .bad : .plain)
        }
        return lines.isEmpty ? [Line("Nothing is different in it.")] : lines
    }
}
