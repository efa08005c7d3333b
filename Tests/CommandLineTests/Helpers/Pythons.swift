import Foundation
import Testing

/// The interpreters of this machine that the agent knows, one of each version.
enum Pythons {
    struct Interpreter: CustomTestStringConvertible, Sendable {
        let path: String
        let version: String
        let modules: Set<String>
        var testDescription: String { "Python \(version)" }
        /// Whether frames and values are seen as they are: from 3.11 on.
        var isExact: Bool { !["3.9", "3.10"].contains(version) }
    }

    /// What PYTHONS says: "all", or the paths of some to take instead of those that are looked for.
    private static let wanted = ProcessInfo.processInfo.environment["PYTHONS"] ?? ""

    /// All of them.
    static let all: [Interpreter] = {
        let named = ["", "all"].contains(wanted) ? nil : wanted.split(separator: " ").map(String.init)
        let versions = (9...13).map { "3.\($0)" }
        let folder = NSString(string: "~/.pyenv/versions").expandingTildeInPath
        let own = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let candidates =
            named ?? (versions.map { "/usr/bin/python\($0)" } + own.sorted().map { "\(folder)/\($0)/bin/python" })
        var found: [String: Interpreter] = [:]
        for path in candidates where FileManager.default.isExecutableFile(atPath: path) {
            guard let interpreter = interpreter(path), versions.contains(interpreter.version) else { continue }
            // The one with more to test with.
            if found[interpreter.version].map({ $0.modules.count < interpreter.modules.count }) ?? true {
                found[interpreter.version] = interpreter
            }
        }
        return found.values.sorted { ($0.version.count, $0.version) < ($1.version.count, $1.version) }
    }()

    /// The usual one alone, unless PYTHONS says more, as `make observed` does: every program by every version takes
    /// minutes.
    static let usual: [Interpreter] =
        wanted.isEmpty ? (all.first { $0.version == "3.11" } ?? all.last).map { [$0] } ?? [] : all

    /// Those that have pytest.
    static let withPytest = all.filter { $0.modules.contains("pytest") }
    /// Those that have pytest and xdist.
    static let withXdist = withPytest.filter { $0.modules.contains("xdist") }

    private static func interpreter(_ path: String) -> Interpreter? {
        let code = """
            import sys, importlib.util as u
            print("%d.%d" % sys.version_info[:2], *[m for m in ("pytest", "xdist") if u.find_spec(m)])
            """
        guard let outcome = try? Workplace().run(["-c", code], of: path), outcome.status == 0 else { return nil }
        let words = outcome.output.split(whereSeparator: \.isWhitespace).map(String.init)
        return words.first.map { Interpreter(path: path, version: $0, modules: Set(words.dropFirst())) }
    }
}
