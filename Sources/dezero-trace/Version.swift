/// The version of this program.
enum Version {
    /// As `--version` prints it and every run keeps it.
    static let current = "0.1.0"
}
