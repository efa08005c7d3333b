package import DesignAdvice
import LeakAnalysis
import TraceModel

/// What a program can clear itself, each sentence after a run in which it was done.
extension AdviceSentences {
    /// The fields to clear, when, and what came of it.
    package func clear(_ design: TriedDesign) -> String {
        let said = design.clearings.map { clearing in
            let places = clearing.places.prefix(Self.mostPlaces).map { sentence(clearing, $0) }
            let left = clearing.places.count - Self.mostPlaces
            let more = left > 0 ? " \(Wording.count(left, "more place")) like that." : ""
            return places.joined(separator: " ") + more
        }
        return said.joined(separator: " ") + " Run so, \(freed(by: design))."
    }

    private static let mostPlaces = 2

    private func sentence(_ clearing: FieldClearing, _ place: FieldClearing.Place) -> String {
        let moment = Self.moment(place)
        if let code = place.code, place.isCode, place.side == .after, let value = Self.returned(place) {
            return
                "In place of \(Self.statement(place.statement)) write `value = \(value)`, then `\(Wording.plain(code))`, then "
                + "`return value`."
        }
        if let code = place.code, place.isCode { return "Write `\(Wording.plain(code))` \(moment)." }
        let what: String
        if clearing.isCapture {
            let function = Wording.quoted(clearing.slot.type)
            what = "\(Wording.quoted(clearing.slot.field)), which \(function) captures,"
        } else {
            let whose =
                place.objects == 1
                ? Wording.plain(place.object)
                : "\(Wording.plain(place.object)) and \(Wording.count(place.objects - 1, "other object"))"
            what = "\(Self.quoted(clearing.slot)) of \(whose)"
        }
        let reach: String
        if let code = place.code {
            reach =
                "`\(Wording.plain(code))` does it in \(Wording.number(place.runs)) of the "
                + "\(Wording.number(place.allRuns)) times that the statement runs, where the name leads there"
        } else {
            reach = place.objects == 1 ? "no name in scope leads there" : "no one name in scope leads to each of them"
        }
        return "Set \(what) to \(clearing.nothing) \(moment): \(reach)."
    }

    /// What a return of one line computes; nil for another statement.
    private static func returned(_ place: FieldClearing.Place) -> String? {
        let text = place.statement.statement
        guard text.hasPrefix("return "), text.count <= 60, !text.hasSuffix("…"),
            text.count(where: { "([{".contains($0) }) == text.count(where: { ")]}".contains($0) })
        else { return nil }
        return Wording.plain(String(text.dropFirst("return ".count)))
    }

    private static func moment(_ place: FieldClearing.Place) -> String {
        let statement = statement(place.statement)
        let function = Wording.quoted(place.function)
        if place.side == .before { return "before \(statement) runs" }
        if place.statement.statement.hasPrefix("return ") {
            return "once \(statement) has its value: keep the value under a name, clear, then return it"
        }
        switch place.end {
        case .program: return "at the end of the program, after \(statement)"
        case .function where place.function != SiteDefinition.moduleFunction:
            return "as the last thing that \(function) does, after \(statement)"
        case .pass: return "at the end of each pass of the loop, after \(statement)"
        case .function, .statement: return "after \(statement)"
        }
    }
}
