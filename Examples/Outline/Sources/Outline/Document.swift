/// A document of the outline editor: real classes, which the tests watch as they are.
public final class Document {
    /// What is written above it.
    public let title: String
    /// Its sections, in order.
    public private(set) var sections: [Section] = []
    /// Is told when a section changes.
    public var onChange: (() -> Void)?
    /// How often something was changed.
    public private(set) var changes = 0

    /// An empty document.
    public init(title: String) { self.title = title }

    /// Adds a section at the end.
    public func addSection(_ heading: String) { sections.append(Section(heading, in: self)) }

    /// Counts changes from now on.
    public func countChanges() {
        onChange = { [weak self] in self?.changes += 1 }
    }
}

/// A part of a document, which finds its document without holding it.
public final class Section {
    /// What is written above it.
    public var heading: String {
        didSet { document?.onChange?() }
    }
    /// The document that it is part of.
    public private(set) weak var document: Document?

    init(_ heading: String, in document: Document) {
        self.heading = heading
        self.document = document
    }
}
