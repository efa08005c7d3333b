/// A place of a program's text that cannot be run, found before anything runs.
struct RefusedPlace: Error, Equatable {
    /// Where it stands.
    var position: Position
    /// What it is, in the words of the language.
    var message: String
    /// What to write instead.
    var remedy: String
    /// Whether CPython would run it.
    var isPython: Bool

    /// A construct of Python that the language lacks.
    init(_ position: Position, _ message: String, instead remedy: String) {
        self.init(position, message, instead: remedy, isPython: true)
    }

    private init(_ position: Position, _ message: String, instead remedy: String, isPython: Bool) {
        self.position = position
        self.message = message
        self.remedy = remedy
        self.isPython = isPython
    }

    /// Something that is no Python.
    static func mistake(_ position: Position, _ message: String, instead remedy: String) -> RefusedPlace {
        RefusedPlace(position, message, instead: remedy, isPython: false)
    }
}
