extension SiteDefinition {
    /// The most characters (Unicode scalars) of a statement that a site keeps.
    public static let maximumStatement = 1_000

    /// A statement as a site keeps it: cut, with an ellipsis at its end, where it is longer than ``maximumStatement``.
    ///
    /// - Complexity: O(1) for up to 1,000 bytes, else O(1,000).
    public static func shortened(_ statement: String) -> String {
        guard statement.utf8.count > maximumStatement else { return statement }
        let scalars = statement.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: maximumStatement, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return statement }
        return String(scalars[..<scalars.index(before: end)]) + "…"
    }
}
