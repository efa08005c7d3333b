import Programs
import Testing
import TraceModel

/// An object graph as a program of ours and as plain Swift classes.
struct RealGraph: CustomTestStringConvertible, Sendable {
    /// The name of the namespace that its Swift classes stand in; no word of it may be the name of one of them,
    /// since a mangled name writes a word once.
    var name: String
    /// Its program in the simulator, and the slots held weakly there.
    var program: any Program
    var weakSlots: [String] = []
    /// Its classes, and a static function `build()` that makes the graph and drops the names, in Swift.
    var swift: String

    var testDescription: String { name }

    /// The Swift namespace: each class writes a line when an instance begins and when it ends.
    var namespace: String { "enum \(name) {\n\(swift)\n}\n" }
}

/// What the Swift program is made of, beside the graphs.
enum SwiftProgram {
    /// How often each graph is built.
    static let copies = 100

    /// The whole program.
    static func source(of graphs: [RealGraph]) -> String {
        let runs = graphs.map { graph in
            "for copy in 0..<\(copies) { log.begin(\"\(graph.name)\", copy); \(graph.name).build() }\n"
        }
        return shared + graphs.map(\.namespace).joined() + runs.joined() + "log.write()\n"
    }

    private static let shared = """
        final class Log {
            private var lines: [String] = []
            private var graph = ""
            private var made: [String: Int] = [:]
            func begin(_ name: String, _ copy: Int) {
                graph = "\\(name) \\(copy)"
                made = [:]
            }
            func made(_ type: String) -> String {
                made[type, default: 0] += 1
                let label = "\\(graph) \\(type)#\\(made[type] ?? 0)"
                lines.append("+ " + label)
                return label
            }
            func freed(_ label: String) { lines.append("- " + label) }
            func write() { for line in lines { print(line) } }
        }
        nonisolated(unsafe) let log = Log()

        """
}
