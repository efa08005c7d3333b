import CBuild

/// The version of this program.
enum Version {
    /// As every run keeps it.
    static let current = "0.2.0"

    /// As `--version` prints it: with what the build was made of, where the build was told.
    static var text: String {
        "dezero-trace \(current) (\(cbuild_text().map { String(cString: $0) } ?? "commit not known"))"
    }
}
