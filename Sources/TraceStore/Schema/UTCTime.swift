import Foundation

/// Moments as a database keeps them.
enum UTCTime {
    /// Now, in UTC, to the second: `2026-01-31T12:00:00Z`.
    static func now() -> String { Date.now.formatted(.iso8601) }
}
