/// A choice of the caller that would avoid an error; the command line has an option for each.
public enum Setting: Hashable, Sendable {
    /// Which database.
    case database
    /// How long a recorder waits for another one.
    case waiting
    /// The way of writing that fits whatever is there.
    case anyWriter
    /// A way of writing that others can read meanwhile.
    case readableWriter
    /// The value of one of a program's parameters, such as this one.
    case parameter(name: String, value: String)
    /// The values of a program's parameters.
    case parameters
    /// At which moment of a run to look.
    case moment
    /// A description of a picture, without the picture.
    case pictureText
}
