import TraceModel

/// What is said of files that are in the way, or went away.
extension StoreError {
    static func blocked(_ path: String, by obstacle: Obstacle) -> TraceError {
        TraceError(
            .cannotCreate, "cannot record into \(path): \(obstacle.sentence)",
            remedy: "\(obstacle.remedy), or record into another database")
    }

    static func unreadable(_ path: String, because obstacle: Obstacle) -> TraceError {
        TraceError(.badData, "cannot read \(path): \(obstacle.sentence)", remedy: obstacle.remedy)
    }

    static func missing(_ path: String, because obstacle: Obstacle) -> TraceError {
        TraceError(
            .notFound, "there is no database \(path), and \(obstacle.sentence)",
            remedy: "\(obstacle.remedy), or name another database", by: .database)
    }

    /// A recording that is whole, and cannot be moved to its place.
    static func unpublished(_ path: String, because obstacle: Obstacle, hidden: String) -> TraceError {
        TraceError(
            .cannotCreate, "\(path) cannot appear: \(obstacle.sentence)",
            remedy: "\(obstacle.remedy): the recording is \(hidden), and the next command puts it in its place")
    }

    static func linked(_ path: String, names: Int) -> TraceError {
        TraceError(
            .cannotCreate,
            "cannot record into \(path): the file has \(names) names (hard links), and recorders under two names do not "
                + "see each other",
            remedy: "remove the other names, or record into a copy of the file")
    }

    static func recordedElsewhere(_ path: String) -> TraceError {
        TraceError(
            .inputOutput, "another process is recording into \(path) under another name",
            remedy: "wait for it to end, or name another database")
    }

    static func moved(_ path: String) -> TraceError {
        TraceError(
            .inputOutput, "\(path) was moved, replaced or removed while it was recorded into",
            remedy: "look for the recording where that file went")
    }

    /// Before anything of a recording was written.
    static func moving(_ path: String) -> TraceError {
        cannotCreate(path, "another program moved or replaced it at this moment")
    }

    static func hiddenName(_ path: String) -> TraceError {
        TraceError(
            .usage, "\(path) is a name for recordings that have not ended",
            remedy: "name the database that it will become; the next command puts a killed recording in its place")
    }
}
