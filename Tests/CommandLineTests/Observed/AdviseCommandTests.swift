import Foundation
import Testing

/// `advise -- COMMAND` and `record --weak SLOT -- COMMAND`: fields of a real program, made weak from outside.
@Suite(.enabled(if: !Pythons.usual.isEmpty, "there is no CPython from 3.9 to 3.13"))
struct AdviseCommandTests {
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    /// Advice in JSON, whose option must stand before the command.
    private func json(_ text: String, by python: Pythons.Interpreter, status: Int32 = 0) throws -> [String: Any] {
        try workplace.write(text, "app.py")
        let outcome = try workplace.run(["advise", "--format", "json", "--", python.path, "app.py"])
        #expect(outcome.status == status, "\(outcome.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    private func verdicts(_ advice: [String: Any]) throws -> [String: String] {
        var verdicts: [String: String] = [:]
        for candidate in try #require(advice["candidates"] as? [[String: Any]]) {
            let slots = try #require(candidate["weakSlots"] as? [String])
            verdicts[slots.joined(separator: " + ")] = candidate["verdict"] as? String
        }
        return verdicts
    }

    private static let tree = """
        class Node:
            def __init__(self, parent=None):
                self.parent = parent
                self.children = []
            def root(self):
                return self if self.parent is None else self.parent.root()
        def build():
            root = Node()
            kid = Node(root)
            root.children.append(kid)
            return kid.root() is root
        print(all([build() for n in range(10)]))

        """

    @Test(arguments: Pythons.usual)
    func `the field that points back is proven where the run reads it`(python: Pythons.Interpreter) throws {
        let advice = try json(Self.tree, by: python)
        #expect(advice["decision"] as? String == "one")
        #expect(advice["recommendedSlots"] as? [String] == ["Node.parent"])
        let change = try #require((advice["changes"] as? [[String: Any]])?.first)
        #expect(change["kind"] as? String == "weak field")
        #expect(change["evidence"] as? String == "run")
        #expect(change["leftObjects"] as? Int == 0)
        #expect(change["reads"] as? Int ?? 0 >= 10)
        let text = try workplace.run(["advise", "--", python.path, "app.py"])
        #expect(text.errors.hasPrefix("Running it several times, for real; its output is not shown.\n"))
        #expect(text.output.contains("Make `Node.parent` weak: then counting frees the 20 objects that leak now, and"))
    }

    @Test(arguments: Pythons.usual)
    func `a field that is never read again proves nothing, and the method beside it is not run`(
        python: Pythons.Interpreter
    ) throws {
        let widgets = """
            class Window:
                def __init__(self):
                    self.handlers = []
            class Editor:
                def __init__(self, window):
                    self.window = window
                    window.handlers.append(self.save)
                def save(self):
                    pass
            for n in range(5):
                Editor(Window())

            """
        let advice = try json(widgets, by: python)
        #expect(advice["decision"] as? String == "undecided")
        let text = try workplace.run(["advise", "--", python.path, "app.py"]).output
        #expect(text.contains("Undecided: with `Editor.window` weak"), "\(text)")
        #expect(text.contains("WeakMethod"), "\(text)")
        #expect(text.contains("not run"), "\(text)")
    }

    /// A program, the slots that must have a verdict, and what it is.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var verdicts: [String: String]
        var text: String
        var testDescription: String { name }
    }

    private static let cases = [
        Case(
            name: "what only the list holds dies at once",
            verdicts: ["Node.parent": "fixes", "Node.children": "breaks"],
            text: tree.replacing("kid = Node(root)", with: "root.children.append(Node(root))")
                .replacing("    root.children.append(kid)\n", with: "")
                .replacing("kid.root()", with: "root.children[0].root()")),
        Case(
            name: "slots", verdicts: ["DNode.next": "fixes", "DNode.prev": "fixes"],
            text: (try? Repository.text("fixtures/observed/marked/slots.py")) ?? ""),
        Case(
            name: "a property behind which the program stores", verdicts: ["T._up": "fixes"],
            text: (try? Repository.text("fixtures/observed/marked/property.py")) ?? ""),
        Case(
            name: "a private name", verdicts: ["T._T__up": "fixes"],
            text: (try? Repository.text("fixtures/observed/marked/private_name.py")) ?? ""),
        Case(
            name: "a dataclass", verdicts: ["Node.parent": "fixes"],
            text: (try? Repository.text("fixtures/observed/marked/tree.py")) ?? ""),
        Case(
            name: "outputs of an autograd", verdicts: ["Function.outputs": "fixes", "Tensor.creator": "fixes"],
            text: (try? Repository.text("fixtures/observed/marked/autograd.py")) ?? ""),
        Case(
            name: "a weak field that the program misses", verdicts: ["A.b": "breaks", "B.a": "fixes"],
            text: """
                class A:
                    def __init__(self):
                        self.b = B(self)
                class B:
                    def __init__(self, a):
                        self.a = a
                for n in range(5):
                    a = A()
                    print(a.b.a is a)
                    a = None

                """),
    ]

    @Test(arguments: cases, Pythons.usual)
    func `each field of a ring is run weak`(known: Case, python: Pythons.Interpreter) throws {
        let verdicts = try verdicts(try json(known.text, by: python))
        for (slot, verdict) in known.verdicts { #expect(verdicts[slot] == verdict, "\(slot) of \(verdicts)") }
    }

    @Test(arguments: Pythons.usual.filter { $0.version != "3.9" })
    func `a class that is made anew without room for weak references is said to be so`(
        python: Pythons.Interpreter
    ) throws {
        let advice = try json(try Repository.text("fixtures/observed/marked/dataclass_slots.py"), by: python)
        #expect(try verdicts(advice)["T.up"] == "not tried")
        let candidates = try #require(advice["candidates"] as? [[String: Any]])
        let why = candidates.first { $0["weakSlots"] as? [String] == ["T.up"] }?["why"] as? String
        #expect(why?.contains("stayed strong in 3 of 6 stores") == true)
    }

    @Test(arguments: Pythons.usual)
    func `what is not run is said to be not run`(python: Pythons.Interpreter) throws {
        let cases = [
            ("exception", "other", "Job.error", "none", "str(error)"),
            ("own_method", "weak capture", "A.cb", "graph", "weakref.WeakMethod(self.hit)"),
            ("closure", "weak capture", "Button.__init__.<locals>.click.self", "graph", "weakref.ref(self)"),
        ]
        for (name, kind, slot, evidence, words) in cases {
            let advice = try json(try Repository.text("fixtures/observed/marked/\(name).py"), by: python)
            #expect(advice["decision"] as? String == "none", "\(name)")
            let changes = try #require(advice["changes"] as? [[String: Any]])
            let change = try #require(changes.first { $0["slot"] as? String == slot }, "\(name): \(changes)")
            #expect(change["kind"] as? String == kind)
            #expect(change["evidence"] as? String == evidence)
            let why = try #require(change["why"] as? String)
            #expect(why.contains(words), "\(why)")
            #expect(why.lowercased().contains("not run"), "\(why)")
        }
        let text = try workplace.run(["advise", "--", python.path, "app.py"])
        #expect(text.output.contains("Not run\n"))
    }

    @Test func `a program that never prints the same proves nothing`() throws {
        let python = try #require(Pythons.usual.last)
        let advice = try json(Self.tree + "print(__import__('time').time_ns())\n", by: python, status: 1)
        #expect(advice["decision"] as? String == "no verdict")
        #expect((advice["recommendation"] as? String)?.contains("do not print the same") == true)
    }

    @Test func `a program without rings has nothing to do`() throws {
        let advice = try json("class A: pass\nA()\n", by: try #require(Pythons.usual.last))
        #expect(advice["decision"] as? String == "none")
        #expect(advice["recommendation"] as? String == "Nothing to do: the program has no ring.")
    }

    @Test(arguments: Pythons.usual)
    func `a run with a weak field is a design of its own, beside the run as it stands`(
        python: Pythons.Interpreter
    ) throws {
        try workplace.write(Self.tree, "app.py")
        _ = try workplace.run(["record", "--quiet", "--", python.path, "app.py"])
        let weak = try workplace.run(["record", "--weak", "Node.parent", "--", python.path, "app.py"])
        #expect(weak.status == 0)
        #expect(weak.output == "True\n")
        #expect(weak.errors.contains("   2  app.py/Node.parent  "), "\(weak.errors)")
        let runs = try #require(try workplace.json("report")["runs"] as? [[String: Any]])
        #expect(runs.map { $0["design"] as? String } == ["as-built", "Node.parent"])
        let leaked = runs.map { (($0["objects"] as? [String: Any])?["leaked"]) as? Int }
        #expect(leaked == [20, 0])
        let wrong = try workplace.run(["record", "--weak", "Node.nothing", "--", python.path, "app.py"])
        #expect(wrong.errors.contains("Node.nothing was not made weak: nothing was stored in it"), "\(wrong.errors)")
        #expect(try workplace.run(["record", "--weak", "A.b", "--explain", "--", "true"]).status == 64)
    }
}
