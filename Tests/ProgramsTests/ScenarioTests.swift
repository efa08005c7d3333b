import Programs
import ReferenceCounting
import Testing
import TraceModel

struct ScenarioTests {
    /// Runs a scenario under a design; the events, and why it failed.
    private func run(
        _ design: Design = .strong, _ body: (ScenarioHeap) -> Void
    ) throws -> (trace: MemoryTrace, failure: String?) {
        let scenario = Scenario("test", body)
        return try ProgramReplay(scenario, parameters: ParameterValues(of: scenario)).run(design, .asIs)
    }

    /// The ids of the objects freed before the mark `names dropped`, first to last.
    private func freed(_ trace: MemoryTrace) -> [UInt32] {
        let end = trace.events.firstIndex { $0.kind == .mark && $0.count == EndMark.namesDropped.rawValue }
        return trace.events[..<(end ?? 0)].filter { $0.kind == .deinitialize }.map(\.object.rawValue)
    }

    private func message(_ body: (ScenarioHeap) -> Void) -> String {
        do {
            return try run(.strong, body).failure ?? "no failure"
        } catch {
            return "\(error)"
        }
    }

    @Test func `every statement has its text and the line that wrote it`() throws {
        let first: Int = #line + 3
        let trace = try run { heap in
            let node = heap.type("Node", fields: "children", "parent")
            let root = heap.bind("root", to: node())
            root["parent"] = nil
            root["children"] = [root, node()]
            root["children"].append(root)
            heap.use(root["children"][1])
            heap.drop(root)
        }.trace
        let sites = trace.names.sites.filter { !$0.statement.hasPrefix("end of the program") }
        #expect(
            sites.map(\.statement) == [
                "root = Node()", "root.parent = nil", "root.children = [root, Node()]",
                "root.children.append(root)", "use(root.children[1])", "root = nil",
            ])
        #expect(sites.map(\.line) == Array(first..<first + 6))
        #expect(sites.allSatisfy { $0.file == "ProgramsTests/ScenarioTests.swift" })
    }

    @Test func `objects that hold each other stay, and a weak field frees them`() throws {
        let ring: (ScenarioHeap) -> Void = { heap in
            let node = heap.type("Node", fields: "next", weak: ["previous"])
            let (a, b) = (heap.bind("a", to: node()), heap.bind("b", to: node()))
            a["next"] = b
            b["previous"] = a
        }
        #expect(try freed(run(.strong, ring).trace).isEmpty)
        // a goes with its name; b when a goes.
        let own = Scenario("ring", ring).ownDesign
        #expect(own.weakSlots == [Slot(type: "Node", field: "previous")])
        #expect(try freed(run(own, ring).trace) == [1, 2])
    }

    @Test func `a new value is held before the old one goes`() throws {
        let trace = try run { heap in
            let node = heap.type("Node")
            heap.bind("a", to: node())
            heap.bind("a", to: node())
        }.trace
        let ofA = trace.events.filter { [.retain, .release].contains($0.kind) && $0.field != .temporary }
        #expect(ofA.map(\.object.rawValue) == [1, 2, 1, 2])
        #expect(ofA.map(\.kind) == [.retain, .retain, .release, .release])
    }

    @Test func `a function's names go when it returns, and its arguments stay the caller's`() throws {
        let trace = try run { heap in
            let node = heap.type("Node", fields: "next")
            let a = heap.bind("a", to: node())
            heap.call("work", a) { heap in
                heap.bind("local", to: node())
                heap.use(a)
            }
            heap.bind("last", to: node())
        }.trace
        #expect(freed(trace) == [2, 1, 3])
        let inside = trace.names.sites.filter { $0.function == "work" }.map(\.statement)
        #expect(inside == ["local = Node()", "use(a)"])
        let depths = trace.events.filter { $0.kind == .statement }.map(\.count)
        #expect(depths == [0, 0, 1, 1, 0])
    }

    @Test func `a name of the caller is unknown in a function that does not get it`() {
        let text = message { heap in
            let a = heap.bind("a", to: heap.type("Node")())
            heap.call("work") { $0.use(a) }
        }
        #expect(text == "NilReference: a is nil")
    }

    @Test func `each pass of a loop is an iteration`() throws {
        let trace = try run { heap in
            let node = heap.type("Node")
            heap.loop("for _ in 1...3", times: 3) { $0.bind("a", to: node()) }
        }.trace
        #expect(trace.events.filter { $0.kind == .iteration }.map(\.count) == [1, 2, 3])
        #expect(freed(trace).count == 3)
    }

    @Test func `removing elements frees what only the list held`() throws {
        let trace = try run { heap in
            let node = heap.type("Node", fields: "children")
            let root = heap.bind("root", to: node())
            for _ in 1...3 { root["children"].append(node()) }
            root["children"].removeLast()
            root["children"].removeAll()
            heap.use(root)
        }.trace
        // Objects 1, 2 (with its list 3), 4, 5: the last element, then the others from the first on.
        #expect(freed(trace).prefix(3) == [5, 2, 4])
    }

    @Test func `a closure keeps what it captures, unless it captures weakly`() throws {
        func text(_ capture: (ScenarioHeap, ScenarioValue) -> ScenarioValue) throws -> [UInt32] {
            let trace = try run { heap in
                let screen = heap.bind("screen", to: heap.type("Screen", fields: "onTap")())
                screen["onTap"] = capture(heap, screen)
            }.trace
            return freed(trace)
        }
        #expect(try text { $0.closure(capturing: $1) }.isEmpty)
        // The screen, the closure that only it held, and the closure's weak reference.
        #expect(try text { $0.closure(weak: [$1]) }.sorted() == [1, 2, 3])
    }

    @Test func `reading what died fails the scenario, and storing it stores nil`() throws {
        let body: (ScenarioHeap) -> Void = { heap in
            let node = heap.type("Node", weak: ["parent"])
            let leaf = heap.bind("leaf", to: node())
            leaf["parent"] = node()
            heap.bind("copy", to: leaf["parent"])
            heap.use(leaf["parent"])
        }
        let outcome = try run(.weak([Slot(type: "Node", field: "parent")]), body)
        #expect(
            outcome.failure == "DeadReference: Node#2, which leaf.parent held weakly, had died before it was read")
        #expect(try run(.strong, body).failure == nil)
        // A program that fails is judged all the same.
        #expect(outcome.trace.events.filter { $0.kind == .mark }.count == 3)
    }

    @Test func `a subclass has the slots of its base`() throws {
        let body: (ScenarioHeap) -> Void = { heap in
            let base = heap.type("Base", fields: "next")
            let sub = heap.type("Sub", from: base, fields: "own")
            let a = heap.bind("a", to: sub())
            a["next"] = a
        }
        #expect(try freed(run(.strong, body).trace).isEmpty)
        #expect(try freed(run(.weak([Slot(type: "Base", field: "next")]), body).trace) == [1])
        #expect(throws: TraceError.self) { try run(.weak([Slot(type: "Sub", field: "next")]), body) }
    }

    @Test func `a scenario of a hundred thousand statements runs`() throws {
        let trace = try run { heap in
            let node = heap.type("Node")
            heap.loop(times: 100_000) { $0.bind("a", to: node()) }
        }.trace
        #expect(freed(trace).count == 100_000)
    }

    @Test(arguments: [
        "a misspelled field", "a field of something without a name", "a type in two ways", "an argument without a name",
        "a store into an element",
    ])
    func `what is written wrongly is refused with its place`(mistake: String) {
        let text = message { heap in
            let node = heap.type("Node", fields: "parent")
            let a = heap.bind("a", to: node())
            switch mistake {
            case "a misspelled field": a["parnet"] = a
            case "a field of something without a name": node()["parent"] = a
            case "a type in two ways": _ = heap.type("Node", fields: "child")
            case "an argument without a name": heap.call("f", node()) { _ in }
            default: heap.drop(a["parent"][0])
            }
        }
        let expected =
            switch mistake {
            case "a misspelled field": "Node has no field parnet"
            case "a field of something without a name": "Node() has no name"
            case "a type in two ways": "the type Node is declared twice"
            case "an argument without a name": "f(Node()) has an argument that is no name"
            default: "a.parent is nil"
            }
        #expect(text.contains(expected), "\(text)")
        #expect(mistake.contains("element") || text.contains("ScenarioTests.swift:"), "\(text)")
    }

    @Test func `what a program cannot do fails it`() {
        #expect(message { $0.bind("a", to: $0.type("Node")())[0].append(nil) } == "MissingElement: there is no a[0]")
        #expect(message { $0.bind("a", to: $0.type("Node")()).removeAll() } == "NotAList: a is Node#1")
        #expect(message { $0.bind("a", to: []).removeLast() } == "EmptyList: a is empty")
        #expect(message { $0.bind("a", to: [])["x"] = nil } == "NoFields: a is list#1")
    }
}
