package import TraceModel

extension Finding.Moment {
    /// `cycle.py:13  c.a = a`; where a function or the program ended instead, that in words.
    package var text: String {
        if let ending { return ending }
        return file.isEmpty ? "a statement that is not known" : "\(file):\(line)  \(statement)"
    }

    /// What ended, where no statement released it: a function with its names, or the whole program.
    package var ending: String? {
        guard let returned else { return nil }
        guard returned == SiteDefinition.moduleFunction else {
            return "\(Wording.quoted(returned + "()")) returned, called at \(file):\(line)"
        }
        return "the program ended" + (name.map { "; until then the name \(Wording.quoted($0)) held it" } ?? "")
    }
}

extension Page {
    /// A field with its positions and keys in pieces of at most `room` cells, broken before a bracket, dot or arrow.
    package func pieces(ofField field: String, room: Int) -> [String] {
        var pieces: [String] = []
        var line = ""
        var rest = field[...]
        while !rest.isEmpty {
            let next = rest.dropFirst().firstIndex { "[.→".contains($0) } ?? rest.endIndex
            let part = String(rest[..<next])
            rest = rest[next...]
            if !line.isEmpty, DisplayText.width(line + part) > room {
                pieces.append(line)
                line = ""
            }
            line += part
        }
        pieces.append(line)
        return pieces.flatMap { DisplayText.width($0) > room ? lines(of: $0, room: room) : [$0] }
    }

    /// Words in as few lines as they take.
    private func lines(of text: String, room: Int) -> [String] {
        words(text, indent: layout.width - room).reduce(into: [String]()) { lines, word in
            if let last = lines.last, DisplayText.width("\(last) \(word)") <= room {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(word)
            }
        }
    }

    /// Adds an event behind its title, its statement wrapped rather than cut.
    ///
    /// The name of a file takes at most `mostFile` cells, and the event's number stands there only with `hasEvent`.
    package mutating func addMoment(
        _ title: String, _ moment: Finding.Moment?, mostFile: Int = 28, hasEvent: Bool = true
    ) {
        guard let moment else { return addFact(title, [Line("unknown: the events do not tell", .faint)]) }
        var items: [Line] =
            if let ending = moment.ending {
                words(ending, indent: factIndent).map { Line($0) }
            } else {
                [Line("\(DisplayText.fitEnd(DisplayText.escape(moment.file), to: mostFile)):\(moment.line) ", .suspect)]
                    + words(moment.statement, indent: factIndent).map { Line($0) }
            }
        if hasEvent { items.append(Line("(event \(moment.seq))", .faint).fitted(to: layout.width - factIndent)) }
        addFact(title, items, most: 6)
    }

    /// How far from the left what is said of a fact begins.
    package var factIndent: Int { isNarrow ? 6 : 23 }

    private var isNarrow: Bool { layout.width < 60 }

    /// Adds what is said behind a title; on a narrow page, below it.
    package mutating func addFact(_ title: String, _ items: [Line], most: Int = 4) {
        let head = Line.spaces(3) + Line(title, .faint)
        guard isNarrow else { return flow(head.paddedRight(to: factIndent), items, most: most) }
        if !title.isEmpty { add(head) }
        flow(Line.spaces(factIndent), items, most: most)
    }

    /// Adds words behind a title.
    package mutating func addFact(_ title: String, _ text: String) {
        addFact(title, words(text, indent: factIndent).map { Line($0) })
    }
}
