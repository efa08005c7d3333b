/// How events get into a database.
public enum RecordingMethod: String, CaseIterable, Sendable {
    /// ``pages`` where the database is new, else ``statements``.
    case automatic = "auto"
    /// By SQL, which any database takes; it can be read while it is recorded.
    case statements
    /// The table's pages are written without SQLite, several times faster. Only a new database can be made so, and
    /// it stands under its name only once the recording has ended.
    case pages
}
