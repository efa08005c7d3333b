import Foundation
import Testing
import TraceModel

@testable import Graphviz

/// The word that stands where a test is skipped.
let needsGraphviz: Comment = "dot is not installed: apt-get install graphviz"

@Suite(.timeLimit(.minutes(1))) struct GraphvizTests {
    static let isInstalled = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/dot")
    }

    /// Runs `body` with a program that does what the shell script says.
    private func withProgram(_ script: String, _ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "graphviz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = folder.appending(path: "dot")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        try await body(program.path)
    }

    @Test(.enabled(if: isInstalled, needsGraphviz)) func `dot draws boxes and arrows`() async throws {
        let svg = try await Graphviz().render("digraph { a -> b [label=\"<가>\"] }", as: .svg)
        #expect(svg.contains("</svg>"))
        #expect(svg.matches(of: /<g id="node/).count == 2)
        #expect(svg.matches(of: /<g id="edge/).count == 1)
        #expect(svg.contains("&lt;가&gt;"))
    }

    @Test(.enabled(if: isInstalled, needsGraphviz)) func `dot tells positions`() async throws {
        let plain = try await Graphviz().render("digraph { a -> b }", as: .plain)
        #expect(plain.split(separator: "\n").map { $0.prefix(5) } == ["graph", "node ", "node ", "edge ", "stop"])
        let json = try await Graphviz().render("digraph { a -> b }", as: .json)
        let value = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        #expect((value?["objects"] as? [Any])?.count == 2)
    }

    @Test(.enabled(if: isInstalled, needsGraphviz)) func `what dot does not understand is an error`() async throws {
        await #expect(throws: GraphvizError.self) { try await Graphviz().render("digraph {", as: .svg) }
    }

    @Test func `a machine without dot is told how to get it`() async throws {
        let missing = Graphviz(executable: "no-such-program-as-this")
        await #expect(throws: GraphvizError.notInstalled) { try await missing.render("digraph {}", as: .svg) }
        #expect(GraphvizError.notInstalled.traceError.description.contains("apt-get install graphviz"))
    }

    @Test(arguments: [
        (GraphvizError.tooSlow(limit: .seconds(30)), "longer than 30 s", "an earlier moment"),
        (.tooLong(limit: 100_000), "more than 100000 bytes", "an earlier moment"),
        (.failed("no fonts"), "Graphviz failed: no fonts", "dot -V"),
    ])
    func `every failure says what happened and what to do instead`(
        _ error: GraphvizError, _ what: String, _ remedy: String
    ) {
        let told = error.traceError
        #expect(told.code == .cannotCreate)
        #expect(told.message.contains(what))
        #expect(told.remedy?.contains(remedy) == true)
        #expect(told.settings.contains(.pictureText))
        #expect(told.cause as? GraphvizError == error)
    }

    @Test func `a program that does not end is ended`() async throws {
        try await withProgram("exec sleep 1000") { path in
            let slow = Graphviz(executable: path, timeLimit: .milliseconds(200))
            await #expect(throws: GraphvizError.tooSlow(limit: .milliseconds(200))) {
                try await slow.render("digraph {}", as: .svg)
            }
        }
    }

    @Test func `a program that floods is ended`() async throws {
        try await withProgram("exec yes") { path in
            let loud = Graphviz(executable: path, mostOutput: 100_000)
            await #expect(throws: GraphvizError.tooLong(limit: 100_000)) {
                try await loud.render("digraph {}", as: .svg)
            }
        }
    }

    @Test func `a program that fails without reading is told by its first line`() async throws {
        try await withProgram("echo 'no fonts' >&2; echo more >&2; exit 3") { path in
            // More than a pipe holds.
            let much = "digraph { /* " + String(repeating: "x", count: 10_000_000) + " */ }"
            await #expect(throws: GraphvizError.failed("no fonts")) {
                try await Graphviz(executable: path).render(much, as: .svg)
            }
        }
    }

    @Test func `the whole graph arrives, whatever is in it`() async throws {
        try await withProgram("shift 2; exec cat") { path in
            let odd = "digraph { \"a\u{0}b\" } // $(touch x) `가` " + String(repeating: "y", count: 1_000_000)
            let echo = try await Graphviz(executable: path).render(odd, as: .svg)
            #expect(echo == odd)
        }
    }
}
