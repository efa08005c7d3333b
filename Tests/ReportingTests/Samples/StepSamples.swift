import Inspection
import LeakAnalysis
import Reporting
import TraceModel

extension Samples {
    static func step(
        _ line: Int, _ source: String, _ counts: KeyValuePairs<String, Int> = [:], deinits: [String] = [],
        output: String = ""
    ) -> StepTable.Step {
        StepTable.Step(
            line: line, source: source, counts: counts.map { (label: $0.key, count: $0.value) }, deinits: deinits,
            output: output)
    }

    static func run(_ id: Int, _ program: String, _ design: Design, status: RunStatus = .finished) -> RunInfo {
        report(id, program, design, status: status, allocated: 0).run
    }

    /// The seed's cycle, as CPython counts it.
    static var cycleSteps: Steps {
        let steps = [
            step(1, "class obj:"),
            step(4, "a = obj()", ["obj#1": 1]),
            step(5, "b = obj()", ["obj#1": 1, "obj#2": 1]),
            step(6, "c = obj()", ["obj#1": 1, "obj#2": 1, "obj#3": 1]),
            step(8, "a.b = b", ["obj#1": 1, "obj#2": 2, "obj#3": 1]),
            step(9, "b.c = c", ["obj#1": 1, "obj#2": 2, "obj#3": 2]),
            step(10, "c.a = a", ["obj#1": 2, "obj#2": 2, "obj#3": 2]),
            step(12, "a = b = c = None", ["obj#1": 1, "obj#2": 1, "obj#3": 1]),
            step(13, "print(\"a\", \"b\")", ["obj#1": 1, "obj#2": 1, "obj#3": 1], output: "a b\n"),
        ]
        let labels = ["obj#1", "obj#2", "obj#3"]
        return Steps(
            run: run(1, "cycle", .strong),
            table: StepTable(steps: steps, leaked: labels, collected: labels, names: cycleNames))
    }

    /// The seed's chain, its names dropped c, b, a: the picture's domino.
    static var dominoSteps: Steps {
        let steps = [
            step(4, "a = obj()", ["obj#1": 1]),
            step(5, "b = obj()", ["obj#1": 1, "obj#2": 1]),
            step(6, "c = obj()", ["obj#1": 1, "obj#2": 1, "obj#3": 1]),
            step(8, "a.b = b", ["obj#1": 1, "obj#2": 2, "obj#3": 1]),
            step(9, "b.c = c", ["obj#1": 1, "obj#2": 2, "obj#3": 2]),
            step(11, "c = None", ["obj#1": 1, "obj#2": 2, "obj#3": 1]),
            step(12, "b = None", ["obj#1": 1, "obj#2": 1, "obj#3": 1]),
            step(13, "a = None", deinits: ["obj#1", "obj#2", "obj#3"]),
            step(14, "print(\"end\")", output: "end\n"),
        ]
        return Steps(
            run: run(6, "domino", .strong),
            table: StepTable(steps: steps, leaked: [], collected: [], names: cycleNames))
    }

    /// square(square(square(x))) in the weak design: one release frees seven, in CPython's order.
    static var squareSteps: Steps {
        let graph: KeyValuePairs = [
            "Variable#1": 2, "Square#1": 1, "Variable#2": 1, "Square#2": 1, "Variable#3": 1, "Square#3": 1,
            "Variable#4": 1,
        ]
        let dropped: KeyValuePairs = [
            "Variable#1": 1, "Square#1": 1, "Variable#2": 1, "Square#2": 1, "Variable#3": 1, "Square#3": 1,
            "Variable#4": 1,
        ]
        let freed = ["Variable#4", "Square#3", "Variable#3", "Square#2", "Variable#2", "Square#1", "Variable#1"]
        let steps = [
            step(33, "def square(x):"),
            step(37, "x = Variable(np.array(2.0))", ["Variable#1": 1]),
            step(38, "y = square(square(square(x)))", graph),
            step(39, "x = None", dropped),
            step(40, "y = None", deinits: freed),
        ]
        return Steps(
            run: run(7, "square", .weakref([Slot(type: "Function", field: "outputs")])),
            table: StepTable(steps: steps, leaked: [], collected: [], names: ["Variable#1": "x", "Variable#4": "y"]))
    }
}
