import Reporting

/// How large what a picture draws is, in pixels; the layout and the drawing must agree.
enum PictureSize {
    static let boxHeight = 44.0
    static let rootHeight = 24.0
    /// The most cells of a label, a name or a field that a picture has room for.
    static let mostCells = 24

    /// A box as wide as its label, or what stands under it, with room for the count.
    static func boxWidth(label: String, detail: String) -> Double {
        let label = Double(DisplayText.width(shown(label))) * 7.9
        let detail = Double(DisplayText.width(detail)) * 6.1
        return max(label, detail) + 58
    }

    static func rootWidth(_ name: String) -> Double { Double(DisplayText.width(shown(name))) * 7.9 + 18 }

    /// A name as it stands in a picture.
    static func shown(_ name: String) -> String { HTMLText.label(name, cells: mostCells) }
}
