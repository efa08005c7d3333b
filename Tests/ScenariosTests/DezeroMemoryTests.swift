import Dezero
import Programs
import ReferenceCounting
import Scenarios
import Testing
import TraceModel

/// The arrays are real memory, and the process's resident memory shows it.
@Suite(.serialized) struct DezeroMemoryTests {
    /// Megabytes that a run of the loop with 10,000 numbers an array adds from its first to its last iteration.
    private static func growth(_ design: Design, iterations: Int) throws -> Double {
        let memory = MemorySamples()
        let parameters = try ParameterValues(of: DezeroLoop(), set: [("iterations", "\(iterations)")])
        let settings = RunSettings(design: design, parameters: parameters, memory: memory)
        #expect(try ProgramRunner.run(DezeroLoop(), settings: settings) == .finished)
        let samples = memory.samples
        #expect(samples.map(\.iteration) == Array(1...iterations))
        return Double(try #require(samples.last).bytes - #require(samples.first).bytes) / 1e6
    }

    /// Four arrays of 80,000 bytes a graph are 320 MB in 1,000; CPython with numpy grows by 321.8 MB.
    ///
    /// Each is measured in a process of its own: what other tests take or give back at the same time is no
    /// business of the loop's.
    @Test func `a thousand graphs of arrays stay in memory in the strong design`() async {
        await #expect(processExitsWith: .success) {
            let grown = try DezeroMemoryTests.growth(.strong, iterations: 1000)
            #expect(grown > 300 && grown < 360)
        }
    }

    @Test func `memory stays flat in the weak design`() async {
        await #expect(processExitsWith: .success) {
            let grown = try DezeroMemoryTests.growth(.weakref(Dezero.weakrefSlots), iterations: 1000)
            #expect(grown < 25)
        }
    }

    @Test func `accounting and resident memory agree`() throws {
        let run = try Recorded("dezero-loop", set: [("iterations", "100")])
        let live = run.analysis.summary.iterations.map(\.liveBytes)
        // Beside the arrays, only the objects around them: a few per cent.
        #expect(Double(try #require(live.last)) / 1e6 > 32)
        #expect(Double(try #require(live.last)) / 1e6 < 33)
    }

    @Test func `however long a run is, the samples are bounded and evenly spread`() throws {
        let memory = MemorySamples(capacity: 8)
        let parameters = try ParameterValues(of: DezeroLoop(), set: [("iterations", "100"), ("dim", "1")])
        let settings = RunSettings(design: .strong, parameters: parameters, memory: memory)
        _ = try ProgramRunner.run(DezeroLoop(), settings: settings)
        // Full at 8, 15, 29 and 57: by then every 16th is kept.
        #expect(memory.samples.map(\.iteration) == [1, 17, 33, 49, 65, 81, 97])
        #expect(memory.samples.allSatisfy { $0.bytes > 1_000_000 })
    }
}
