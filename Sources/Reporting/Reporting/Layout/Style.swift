/// Whether text is coloured; who prints decides, by the terminal and `NO_COLOR`.
public enum Style: Sendable, Hashable {
    /// No escape sequences at all.
    case plain
    /// ANSI colours, as every terminal of today shows them.
    case ansi

    /// What a piece of text means; its look follows.
    package enum Role: Hashable {
        /// Running text.
        case plain
        /// A title.
        case heading
        /// A leak, or a run that failed.
        case bad
        /// Nothing to object to.
        case good
        /// An object.
        case object
        /// A reference of a cycle: what could be made weak.
        case suspect
        /// Lines, and what only some readers need.
        case faint

        /// The parameters of the Select Graphic Rendition sequence; nil where nothing changes.
        fileprivate var parameters: String? {
            switch self {
            case .plain: nil
            case .heading: "1"
            case .bad: "1;31"
            case .good: "32"
            case .object: "36"
            case .suspect: "33"
            case .faint: "2"
            }
        }
    }

    /// Wraps text that is already safe.
    package func apply(_ role: Role, to text: String) -> String {
        guard self == .ansi, let parameters = role.parameters, !text.isEmpty else { return text }
        return "\u{1B}[\(parameters)m\(text)\u{1B}[0m"
    }
}

/// The page that text is laid out on.
public struct Layout: Sendable, Hashable {
    /// Whether it is coloured.
    public let style: Style
    /// How many cells a line may take; at least ``leastWidth``.
    public let width: Int
    /// Whether tables are as wide as their names, for programs that read them; running text keeps to the width.
    public let isWhole: Bool

    /// A page of `width` cells.
    public init(style: Style = .plain, width: Int = 80, isWhole: Bool = false) {
        self.style = style
        self.isWhole = isWhole
        self.width = max(width, Layout.leastWidth)
    }

    /// Below this no table can be read, so nothing is laid out narrower.
    public static let leastWidth = 40
}
