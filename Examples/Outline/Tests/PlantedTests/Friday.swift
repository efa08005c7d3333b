/// The document of `Sources/Outline`, as somebody wrote it on a Friday.
final class Document {
    let title: String
    var sections: [Section] = []
    var onChange: (() -> Void)?
    var changes = 0

    init(title: String) { self.title = title }

    func addSection(_ heading: String) { sections.append(Section(heading, in: self)) }

    func countChanges() {
        onChange = { self.changes += 1 }
    }
}

final class Section {
    var heading: String
    var document: Document?

    init(_ heading: String, in document: Document) {
        self.heading = heading
        self.document = document
    }
}
