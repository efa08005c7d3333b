import Foundation
import ObjectPrograms
import Programs
import Scenarios
import TraceModel

extension RealGraph {
    /// Every graph that is compared.
    static func all() throws -> [RealGraph] {
        [
            RealGraph(name: "Chain", program: try builtIn("chain-domino"), swift: nodes("a.next = b; b.next = c")),
            RealGraph(
                name: "Ring", program: try builtIn("cycle"), swift: nodes("a.next = b; b.next = c; c.next = a")),
            RealGraph(name: "TripleStrong", program: try builtIn("dezero-square"), swift: dezero(false, square)),
            RealGraph(
                name: "TripleWeak", program: try builtIn("dezero-square"), weakSlots: ["Function.outputs"],
                swift: dezero(true, square)),
            RealGraph(name: "DiamondStrong", program: try builtIn("dezero-branch"), swift: dezero(false, branch)),
            RealGraph(
                name: "DiamondWeak", program: try builtIn("dezero-branch"), weakSlots: ["Function.outputs"],
                swift: dezero(true, branch)),
            RealGraph(name: "ParentsStrong", program: try parents(), swift: tree("")),
            RealGraph(
                name: "ParentsWeak", program: try parents(), weakSlots: ["Leaf.parent"], swift: tree("weak ")),
            RealGraph(name: "ObserversStrong", program: try observers(), swift: listeners("")),
            RealGraph(
                name: "ObserversWeak", program: try observers(), weakSlots: ["Observer.subject"],
                swift: listeners("weak ")),
        ]
    }

    private static func builtIn(_ name: String) throws -> any Program {
        guard let program = try Catalogue.builtIn.program(named: name) else {
            throw TraceError(.usage, "there is no program \(name)")
        }
        return program
    }

    private static func program(_ name: String, _ text: String) throws -> any Program {
        try ObjectProgram(name: name, file: "\(name).py", bytes: Array(text.utf8))
    }

    private static func type(_ name: String, _ fields: String) -> String {
        """
        final class \(name) {
            let label = log.made("\(name)")
            \(fields)
            deinit { log.freed(label) }
        }

        """
    }

    // MARK: Chain and ring

    private static func nodes(_ links: String) -> String {
        type("obj", "var next: obj?") + "static func build() { let (a, b, c) = (obj(), obj(), obj()); \(links) }"
    }

    // MARK: DeZero

    private static let square = "_ = apply(Square(), apply(Square(), apply(Square(), Variable())))"
    private static let branch = """
        let a = apply(Square(), Variable())
        let left = apply(Square(), a)
        let right = apply(Square(), a)
        _ = apply(Add(), left, right)
        """

    private static func dezero(_ isWeak: Bool, _ body: String) -> String {
        let functions = ["Square", "Add"].map { name in
            """
            final class \(name): Function {
                let label = log.made("\(name)")
                deinit { log.freed(label) }
            }

            """
        }
        let element = isWeak ? "WeakOutput" : "Variable"
        return """
            struct WeakOutput { weak var variable: Variable? }
            class Function {
                var inputs: [Variable] = []
                var outputs: [\(element)] = []
            }

            """ + functions.joined() + type("Variable", "var creator: Function?") + """
                static func apply(_ function: Function, _ inputs: Variable...) -> Variable {
                    let output = Variable()
                    output.creator = function
                    function.inputs = inputs
                    function.outputs = [\(isWeak ? "WeakOutput(variable: output)" : "output")]
                    return output
                }
                static func build() {
                \(body)
                }
                """
    }

    // MARK: Parents and observers

    private static func parents() throws -> any Program {
        try program(
            "parents",
            """
            class Tree:
                def __init__(self):
                    self.leaves = []
            class Leaf:
                def __init__(self, parent):
                    self.parent = parent
            tree = Tree()
            tree.leaves.append(Leaf(tree))
            tree.leaves.append(Leaf(tree))
            leaf = tree.leaves[0]
            """)
    }

    private static func tree(_ weak: String) -> String {
        type("Tree", "var leaves: [Leaf] = []") + type("Leaf", "\(weak)var parent: Tree?") + """
            static func leaf(of tree: Tree) {
                let leaf = Leaf()
                leaf.parent = tree
                tree.leaves.append(leaf)
            }
            static func build() {
                let tree = Tree()
                leaf(of: tree)
                leaf(of: tree)
            }
            """
    }

    private static func observers() throws -> any Program {
        try program(
            "observers",
            """
            class Subject:
                def __init__(self):
                    self.observers = []
            class Observer:
                def __init__(self, subject):
                    self.subject = subject
                    subject.observers.append(self)
            subject = Subject()
            first = Observer(subject)
            second = Observer(subject)
            other = Subject()
            """)
    }

    private static func listeners(_ weak: String) -> String {
        type("Subject", "var observers: [Observer] = []") + type("Observer", "\(weak)var subject: Subject?") + """
            static func build() {
                let (subject, first, second, other) = (Subject(), Observer(), Observer(), Subject())
                for observer in [first, second] {
                    observer.subject = subject
                    subject.observers.append(observer)
                }
                _ = other
            }
            """
    }
}
