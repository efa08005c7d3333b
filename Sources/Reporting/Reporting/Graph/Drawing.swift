public import Inspection
import LeakAnalysis
public import TraceModel

/// What `graph` draws: a run and the graph of one of its moments.
public struct Drawing: Sendable {
    /// The run.
    public var run: RunInfo
    /// Its graph.
    public var picture: ObjectPicture

    /// Collects the parts.
    public init(run: RunInfo, picture: ObjectPicture) {
        self.run = run
        self.picture = picture
    }

    /// What is drawn, in a line: the run and the moment.
    package var title: String {
        "\(DisplayText.fit(DisplayText.escape(run.name), to: 60)), run \(run.id), \(picture.moment.phrase)"
    }

    /// What is not drawn; nil where everything is.
    package var omission: String? {
        var parts: [String] = []
        if picture.boxesLeftOut > 0 { parts.append(Wording.count(picture.boxesLeftOut, "more object")) }
        if picture.arrowsLeftOut > 0 { parts.append(Wording.count(picture.arrowsLeftOut, "more reference")) }
        return parts.isEmpty ? nil : "\(Wording.list(parts)) left out: a heap snapshot holds every one"
    }
}

extension GraphMoment {
    /// The moment as a title tells it.
    package var phrase: String {
        switch mark {
        case .programEnd: return "at the program's end"
        case .namesDropped: return "after the names were dropped"
        case .finalCollection: return "after the final collection"
        case nil: break
        }
        let place = statement.map { "line \($0.line): \(DisplayText.fit(DisplayText.escape($0.statement), to: 60))" }
        if let place, isEndOfStatement { return "after \(place)" }
        return "after event \(Wording.number(seq))\(place.map { ", in \($0)" } ?? "")"
    }
}

extension ObjectPicture.Box {
    /// The label, with the name that the object was bound to.
    package var title: String {
        let label = DisplayText.fit(DisplayText.escape(label), to: 40)
        return name.map { "\(label) (\(DisplayText.fit(DisplayText.escape($0), to: 20)))" } ?? label
    }

    /// The count, and whether anything reaches the object: not every reader can tell the colours apart.
    package var facts: String {
        "count \(count.map(Wording.number) ?? "?")\(state == .reached ? "" : ", unreachable")"
    }
}

extension ObjectPicture.Arrow {
    /// The field as a picture has room for it.
    package var title: String { DisplayText.fit(DisplayText.escape(field), to: 40) }
}
