import Foundation

/// What a program's file is called.
public enum FileName {
    /// A file's path from the working folder on where it lies there, else its whole path; and its whole path.
    public static func of(_ path: String) -> (name: String, whole: String) {
        let whole = URL(fileURLWithPath: path).standardizedFileURL.path
        let folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).standardizedFileURL.path
        let start = folder == "/" ? folder : folder + "/"
        return (whole.hasPrefix(start) ? String(whole.dropFirst(start.count)) : whole, whole)
    }
}
