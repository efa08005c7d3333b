import Dezero
import Foundation
import LeakAnalysis
import ObjectPrograms
import Programs
import ReferenceCounting
import Scenarios
import TraceModel
import TraceStore

// One measurement a process, so that its peak memory is its own: `Benchmarks/bench.py` runs them in turn.
//
//   trace-bench events pages|statements FILE COUNT
//   trace-bench chain|ring COUNT [FILE]
//   trace-bench loop COUNT [FILE]
//   trace-bench dezero DIMENSION ITERATIONS [FILE]
//   trace-bench findings COUNT
//   trace-bench scopes ALLOCATIONS SCOPES
//   trace-bench copy|square DIMENSION COUNT

let arguments = Array(CommandLine.arguments.dropFirst())

func number(_ index: Int) -> Int { arguments.count > index ? Int(arguments[index]) ?? 0 : 0 }
func path(_ index: Int) -> String? { arguments.count > index ? arguments[index] : nil }

/// A million allocations and stores of an object program.
func loop(_ count: Int, into file: String?) throws {
    let text = """
        class A:
            pass
        def f(n):
            x = None
            for i in range(n):
                x = A()
                x.n = i
        f(\(count))
        """
    let program = try ObjectProgram(name: "loop", file: "loop.py", bytes: Array(text.utf8))
    let settings = RunSettings(design: .strong, parameters: try ParameterValues(of: program))
    let time = Measurement()
    let events = try Recording.run(into: file) { _ = try ProgramRunner.run(program, settings: settings, tracker: $0) }
    time.report(["events": Double(events)])
}

func dezero(dimension: Int, iterations: Int, into file: String?) throws {
    let program = DezeroLoop()
    let values = [(name: "iterations", value: "\(iterations)"), (name: "dim", value: "\(dimension)")]
    let settings = RunSettings(
        design: .weakref(program.weakrefSlots), parameters: try ParameterValues(of: program, set: values))
    let time = Measurement()
    let events = try Recording.run(into: file) { _ = try ProgramRunner.run(program, settings: settings, tracker: $0) }
    time.report(["events": Double(events)])
}

/// Copies a vector as a kernel makes its result: into memory that was just allocated.
func copy(dimension: Int, count: Int) {
    let source = UnsafeMutablePointer<Double>.allocate(capacity: dimension)
    source.initialize(repeating: 1, count: dimension)
    var sum = 0.0
    let time = Measurement()
    for _ in 0..<count {
        let result = UnsafeMutablePointer<Double>.allocate(capacity: dimension)
        result.initialize(from: source, count: dimension)
        sum += result[dimension / 2]
        result.deallocate()
    }
    time.report(["sum": sum])
    source.deallocate()
}

/// The same with DeZero's `square`, its graph switched off.
func square(dimension: Int, count: Int) throws {
    var dezero = Dezero(SimulatedHeap())
    let x = dezero.name("x")
    try dezero.statement("x") { dezero in
        let data = try dezero.array(shape: ArrayShape(dimension)) { $0.initialize(repeating: 1) }
        try dezero.bind(x, to: dezero.variable(data))
    }
    var sum = 0.0
    let time = Measurement()
    try dezero.noGrad { dezero in
        for _ in 0..<count {
            try dezero.statement("square(x)") { dezero in
                let result = try dezero.square(dezero[x]).data(in: &dezero)
                sum += dezero.elements(of: result)[dimension / 2]
            }
        }
    }
    time.report(["sum": sum])
}

switch arguments.first {
case "events":
    let method = path(1).flatMap(RecordingMethod.init) ?? .automatic
    let time = Measurement()
    let events = try Recording.run(into: path(2), method) { tracker in
        if let tracker { try SyntheticEvents.send(number(3), to: tracker) }
    }
    time.report(["events": Double(events)])
case "chain", "ring":
    let time = Measurement()
    let events = try Recording.run(into: path(2)) {
        try Graphs.line(of: number(1), isRing: arguments[0] == "ring", $0)
    }
    time.report(["events": Double(events)])
case "loop": try loop(number(1), into: path(2))
case "dezero": try dezero(dimension: number(1), iterations: number(2), into: path(3))
case "findings":
    let trace = try Graphs.cycles(number(1))
    let time = Measurement()
    let analysis = try RunAnalyzer.analyze(trace)
    time.report(["leaked": Double(analysis.summary.instances.leaked), "findings": Double(analysis.findings.count)])
case "scopes": Scopes.measure(allocations: number(1), scopes: number(2))
case "square": try square(dimension: number(1), count: number(2))
case "copy": copy(dimension: number(1), count: number(2))
default:
    FileHandle.standardError.write(Data("trace-bench: see the head of main.swift\n".utf8))
    exit(64)
}
