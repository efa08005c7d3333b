import Foundation
import TraceModel

/// A folder of our own with the agent in it, for interpreters to find, and with the streams that they write.
///
/// The program's environment is unchanged except for a few variables, which the agent restores before the program runs.
struct AgentFolder {
    /// The folder.
    let path: String

    private static let variable = "DEZERO_TRACE_AGENT"
    private static let pythonPath = "PYTHONPATH"

    /// Makes it.
    ///
    /// - Throws: `.cannotCreate`.
    init() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "dezero-trace-\(UUID().uuidString)")
        do {
            // No other user may read what a program holds, or put another agent there.
            try FileManager.default.createDirectory(
                at: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            let files =
                PytestPlugin.files + [
                    ("dezero_trace_watch.py", PackageResources.dezero_trace_watch_py),
                    ("dezero_trace_weak.py", PackageResources.dezero_trace_weak_py),
                    ("sitecustomize.py", PackageResources.sitecustomize_py),
                ]
            for file in files { try Data(file.bytes).write(to: place.appending(path: file.name)) }
        } catch {
            try? FileManager.default.removeItem(at: place)
            throw TraceError(
                .cannotCreate, "cannot make a folder for the agent in \(place.deletingLastPathComponent().path)",
                remedy: "set TMPDIR to a folder that can be written", cause: error)
        }
        path = place.path
    }

    /// The environment of the observed program.
    ///
    /// - Parameters:
    ///   - own: ours.
    ///   - others: what is offered to programs of other languages, which write their streams into the folder, too.
    ///   - more: options of the agent.
    /// - Returns: ours, with what offers the observers.
    func environment(_ own: [String: String], offering others: [String: String], _ more: [String]) -> [String: String] {
        var added = others
        added[Self.pythonPath] = [path, own[Self.pythonPath]].compactMap(\.self).joined(separator: ":")
        var options = ["stream=file:\(path)/%p.stream"]
        for name in added.keys.sorted() {
            options.append(own[name].map { "restore=\(name)=\($0)" } ?? "remove=\(name)")
        }
        options += more
        // What runs beside the tests asks us, and no other version that lies on the PATH.
        if let tool = Bundle.main.executablePath { options.append("tool=\(tool)") }
        added[Self.variable] = options.map(Self.escaped).joined(separator: "\t")
        return own.merging(added) { $1 }
    }

    /// An option as it stands between tabs.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n")
            .replacing("\r", with: "\\r")
    }

    /// The streams that were written, the process that began first first.
    var streams: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        // By the number of the process, and of the program that it became by exec: `12.stream`, then `12.1.stream`.
        let parts = { (name: String) in name.split(separator: ".").dropLast().map { Int($0) ?? 0 } }
        return names.filter { $0.hasSuffix(".stream") }
            .sorted { (parts($0) + [0]).lexicographicallyPrecedes(parts($1) + [0]) }.map { "\(path)/\($0)" }
    }

    /// Takes it away.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
