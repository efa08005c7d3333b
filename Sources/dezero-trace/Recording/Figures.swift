import Foundation

/// Figures as people read them.
enum Figures {
    /// A number with its thousands apart, the same in every locale: `1,234,567`.
    static func text(_ number: Int) -> String { number.formatted(.number.locale(Locale(identifier: "en_US"))) }

    /// A figure with its noun: `1 object`, `3 objects`.
    static func count(_ number: Int, _ noun: String) -> String { "\(text(number)) \(noun)\(number == 1 ? "" : "s")" }
}
