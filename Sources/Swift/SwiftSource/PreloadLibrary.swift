import Foundation

/// The library that watches the objects of a Swift program which knows nothing of it.
public struct PreloadLibrary: Sendable {
    /// Where it is.
    public let path: String

    private static let name = "libDezeroTracePreload.so"
    private static let folder = "DEZERO_TRACE_SWIFT"
    private static let (watch, most) = ("DEZERO_TRACE_SWIFT_WATCH", "DEZERO_TRACE_SWIFT_EVENTS")
    private static let preload = "LD_PRELOAD"

    /// Looks for it beside the executable and where an installation has it; nil where it is not there.
    public init?() {
        guard let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return nil }
        let place = executable.deletingLastPathComponent()
        let places = [place, place.appending(path: "../lib/dezero-trace")]
        guard let found = places.map({ $0.appending(path: Self.name) }).first(where: Self.isThere) else { return nil }
        path = found.standardizedFileURL.path
    }

    /// The list of libraries is parted at spaces and colons: where its path has one, a link in the folder stands for it.
    private func place(in folder: String) -> String {
        guard path.contains(where: { $0 == " " || $0 == ":" }) else { return path }
        let link = "\(folder)/\(Self.name)"
        try? FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        return link
    }

    private static func isThere(_ file: URL) -> Bool { FileManager.default.isReadableFile(atPath: file.path) }

    /// What is set in a program's environment so that it is watched, and writes its streams into a folder.
    ///
    /// - Parameters:
    ///   - library: the library; a program that has the observer linked into it needs none.
    ///   - folder: where the streams go.
    ///   - types: the types of which every retain and release is noted.
    ///   - events: the most of those that are kept.
    /// - Returns: what to add to the environment.
    public static func environment(
        _ library: PreloadLibrary?, folder: String, watching types: [String] = [], most events: Int = .max
    ) -> [String: String] {
        var environment = [Self.folder: folder]
        if !types.isEmpty {
            environment[watch] = types.joined(separator: "\n")
            environment[most] = String(events)
        }
        if let library {
            let own = ProcessInfo.processInfo.environment[preload]
            environment[preload] = [library.place(in: folder), own].compactMap(\.self).joined(separator: ":")
        }
        return environment
    }
}
