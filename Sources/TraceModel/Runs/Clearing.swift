/// A store of None that a replay adds to a program: it empties one slot of one object at one moment of the run.
///
/// What it names is what the run without it numbered: a run with it is the same up to there.
public struct Clearing: Hashable, Sendable {
    /// When it happens, beside a statement.
    public enum Moment: Sendable {
        /// Just before the statement begins.
        case before
        /// Once the statement is over: as the next one of its frame begins, or the frame's names are released.
        case after
    }

    /// The object whose slot it is: an instance, or a function with the variable that it captures.
    public var object: ObjectID
    /// The name of the field, or of the variable.
    public var field: String
    /// The place of the statement.
    public var site: SiteID
    /// How often the statement had begun by then, this time with it; from 1.
    public var occurrence: Int
    /// On which side of the statement.
    public var moment: Moment

    /// Describes a clearing.
    public init(object: ObjectID, field: String, site: SiteID, occurrence: Int, moment: Moment) {
        self.object = object
        self.field = field
        self.site = site
        self.occurrence = occurrence
        self.moment = moment
    }
}
