import Foundation

/// How large the files of a recording are; it may be asked on every thread, while another one writes.
public struct RecordingSize: Sendable {
    private let paths: [String]

    init(of file: DatabaseFile) { paths = [file.resolvedPath, file.resolvedPath + "-wal"] }

    /// The bytes of the database and its log; what a recorder still holds in memory is not among them.
    ///
    /// - Complexity: two calls of the system.
    public var bytes: Int {
        paths.reduce(0) { sum, path in
            var status = stat()
            return stat(path, &status) == 0 ? sum + Int(status.st_size) : sum
        }
    }
}

extension RecordingSession {
    /// How large the recording is.
    public var size: RecordingSize { RecordingSize(of: file) }
}
