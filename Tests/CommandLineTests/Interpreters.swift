import Foundation
import Testing

/// The CPythons of this machine that the agent knows, one of each version; one alone without `DEZERO_TRACE_PYTHONS=all`,
/// which `make observed` sets, since every program by every version takes minutes.
enum Interpreters {
    /// A version, and where it lies.
    struct Found: Sendable, CustomTestStringConvertible {
        var version: String
        var path: String

        var testDescription: String { "Python \(version)" }
        /// Whether frames and values are seen as they are: from 3.11 on.
        var isExact: Bool { !["3.9", "3.10"].contains(version) }
    }

    static let all: [Found] = {
        let home = FileManager.default.homeDirectoryForCurrentUser.path + "/.pyenv/versions"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: home)) ?? []).sorted()
        let names = ["python3.11", "python3.12", "python3.13", "python3.9", "python3.10", "python3"]
        var found: [String: Found] = [:]
        for name in names + versions.map({ "\(home)/\($0)/bin/python" }) {
            let code = "import sys; print('%d.%d %s' % (*sys.version_info[:2], sys.executable))"
            guard let outcome = try? Workplace().run([name, "-c", code], of: "/usr/bin/env"), outcome.status == 0
            else { continue }
            let words = outcome.output.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.count == 2, ["3.9", "3.10", "3.11", "3.12", "3.13"].contains(words[0]), found[words[0]] == nil
            else { continue }
            found[words[0]] = Found(version: words[0], path: words[1])
        }
        let wantsAll = ProcessInfo.processInfo.environment["DEZERO_TRACE_PYTHONS"] == "all"
        if !wantsAll, let usual = found["3.11"] ?? found.values.max(by: { $0.version.count < $1.version.count }) {
            return [usual]
        }
        return found.values.sorted { ($0.version.count, $0.version) < ($1.version.count, $1.version) }
    }()
}
