import Foundation
import TraceModel

/// Standard output.
enum StandardOutput {
    /// Writes a text, now and whole.
    ///
    /// - Throws: `.inputOutput` where that fails, as on a full disk.
    static func write(_ text: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            throw TraceError(
                .inputOutput, "cannot write to standard output", remedy: "check where it goes", cause: error)
        }
    }
}
