"""An outline of a text: documents with sections, which know their document."""


class Document:
    """A text with its sections."""

    def __init__(self, title):
        self.title = title
        self.sections = []

    def add_section(self, heading):
        """Adds a section and returns it."""
        section = Section(heading, self)
        self.sections.append(section)
        return section


class Section:
    """A part of a document. The planted ring: it holds the document that holds it."""

    def __init__(self, heading, document):
        self.heading = heading
        self.document = document

    def path(self):
        """Where it stands: the document's title and its own heading."""
        return f"{self.document.title} / {self.heading}"
