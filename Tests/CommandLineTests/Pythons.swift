import Foundation
import Testing

/// The interpreters of this machine that the agent knows, one of each version.
enum Pythons {
    struct Interpreter: CustomTestStringConvertible, Sendable {
        let path: String
        let version: String
        let modules: Set<String>
        var testDescription: String { version }
    }

    /// All of them; PYTHONS="PATH PATH" names others to take instead.
    static let all: [Interpreter] = {
        let named = ProcessInfo.processInfo.environment["PYTHONS"]?.split(separator: " ").map(String.init)
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
        return found.values.sorted { $0.path < $1.path }
    }()

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
