import HeapBuilding
import LeakAnalysis
import Testing
import TraceModel

/// Leaks that grow, told from caches that fill, on series whose answer is plain to see.
@Suite struct GrowthTests {
    private func measured(_ bytes: [Int], objects: [Int]? = nil) -> Growth? {
        let objects = objects ?? Array(repeating: 1, count: bytes.count)
        let iterations = zip(bytes, objects).enumerated().map {
            RunSummary.Iteration(index: $0 + 1, liveObjects: $1.1, liveBytes: $1.0)
        }
        return Growth(iterations, findings: [])
    }

    @Test func `a leak of the same size in every iteration grows from the first`() throws {
        let growth = try #require(measured((1...10).map { 100 * $0 }, objects: (1...10).map { 7 * $0 }))
        #expect(growth.pattern == .grows)
        #expect(growth.steadyAfter == 1)
        #expect(growth.bytesPerIteration == 100)
        #expect(growth.objectsPerIteration == 7)
        #expect(growth.bytes == 900)
        #expect(growth.objects == 63)
    }

    @Test func `what is made in the first iterations is no part of the slope`() throws {
        let growth = try #require(measured([5_000, 9_000, 9_010, 9_020, 9_030, 9_040, 9_050, 9_060]))
        #expect(growth.pattern == .grows)
        #expect(growth.steadyAfter == 2)
        #expect(growth.bytesPerIteration == 10)
        #expect(growth.bytes == 60)
    }

    @Test func `a cache that fills is level afterwards`() throws {
        let growth = try #require(measured([100, 200, 300, 400, 500] + Array(repeating: 500, count: 15)))
        #expect(growth.pattern == .fills)
        #expect(growth.steadyAfter == 5)
        #expect(growth.bytesPerIteration == 0)
        #expect(growth.bytes == 0)
    }

    @Test func `a cache that still fills at the end grows, for nobody can know`() {
        #expect(measured((1...20).map { min($0, 19) * 10 })?.pattern == .grows)
    }

    @Test func `iterations that end alike are level from the first`() throws {
        let growth = try #require(measured(Array(repeating: 700, count: 12)))
        #expect(growth.pattern == .level)
        #expect(growth.steadyAfter == 1)
    }

    @Test func `a collector's saw is no leak, a leak under it is one`() {
        let saw = (0..<60).map { 100 + 10 * ($0 % 6) }
        #expect(measured(saw)?.pattern == .level)
        let leak = saw.enumerated().map { $1 + 20 * $0 }
        #expect(measured(leak)?.pattern == .grows)
    }

    @Test func `a leak in every fourth iteration grows by a quarter of it each`() throws {
        let growth = try #require(measured((0..<64).map { 1_000 + 40 * ($0 / 4) }))
        #expect(growth.pattern == .grows)
        #expect(abs(growth.bytesPerIteration - 10) < 0.2)
    }

    @Test func `shrinking is no growth`() throws {
        let growth = try #require(measured((1...20).map { 1_000 - 10 * $0 }))
        #expect(growth.pattern != .grows)
        #expect(growth.bytesPerIteration == -10)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `noise around a level hardly ever grows, and a leak above the noise always does`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let noise = (0..<100).map { _ in Int.random(in: 0...50, using: &random) }
        #expect(measured(noise.enumerated().map { 60 * $0 + $1 })?.pattern == .grows, "seed \(seed)")
        let slope = measured(noise)?.bytesPerIteration ?? .infinity
        #expect(abs(slope) < 2, "seed \(seed)")
    }

    @Test(arguments: [1, 2, 3, 4])
    func `few iterations tell nothing`(count: Int) {
        #expect(measured((1...count).map { 100 * $0 })?.pattern == .unknown)
    }

    @Test func `a run without iterations has no growth, and hostile figures make no trap`() {
        #expect(measured([]) == nil)
        #expect(measured([.min, .max, .min, .max, 0, .max, .min]) != nil)
    }

    @Test func `the finding that keeps the most of what the iterations made explains the growth`() throws {
        var heap = HeapBuilder()
        heap.line(1, "for _ in range(8):")
        let old = heap.allocate("Old", bytes: 100_000)
        heap.store(old, "me", old)
        for number in 1...8 {
            let (ring, tail, side) = (
                heap.allocate("Ring", bytes: 50), heap.allocate("Tail", bytes: 30), heap.allocate("Side", bytes: 1)
            )
            heap.store(ring, "me", ring)
            heap.store(ring, "tail", tail)
            heap.store(side, "me", side)
            heap.emit(Event(.iteration, count: Int64(number)))
        }
        heap.end()
        let analysis = try RunAnalyzer.analyze(heap.trace)
        let growth = try #require(Growth(analysis.summary.iterations, findings: analysis.findings))
        let suspect = try #require(analysis.findings.first { $0.fingerprint == growth.explainedBy })
        #expect(analysis.findings.first?.path.first?.object == "Old#1", "the largest is not what grows")
        #expect(suspect.path.map(\.object) == ["Ring#1"])
        #expect(growth.bytes == 7 * 81)
        #expect(growth.explainedBytes == 7 * 80)
        #expect(growth.explainedObjects == 14)
        #expect(analysis.findings.first?.grownBytes == 0)
    }
}
