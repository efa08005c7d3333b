#if HEAP_INTERNAL_CHECKS
import Foundation
import ObjectPrograms
import Programs
import Testing
import TraceModel

@testable import ReferenceCounting

@Suite("The heap's books")
struct InvariantTests {
    /// Every object program of the fixtures.
    static let programs: [String] = {
        let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("fixtures/programs")
        let files = FileManager.default.enumerator(at: fixtures, includingPropertiesForKeys: nil)
        return (files?.allObjects as? [URL] ?? []).map(\.path).filter { $0.hasSuffix(".py") }.sorted()
    }()

    private func run(_ program: ObjectProgram, _ design: Design) throws -> ProgramOutcome {
        let small = program.parameters.contains { $0.name == "n" } ? [(name: "n", value: "40")] : []
        let settings = RunSettings(design: design, parameters: try ParameterValues(of: program, set: small))
        var heap = SimulatedHeap()
        heap.turnOnChecks()
        return try program.run(settings, on: heap)
    }

    @Test(arguments: programs)
    func `they agree at every statement`(_ path: String) throws {
        let program = try ObjectProgram(path: path)
        _ = try run(program, .strong)
        if !program.weakrefSlots.isEmpty { _ = try run(program, .weakref(program.weakrefSlots)) }
    }

    @Test func `a reference that nobody took is noticed`() throws {
        var heap = SimulatedHeap()
        heap.turnOnChecks()
        let type = heap.defineType("obj")
        let site = heap.defineSite(file: "here", line: 1, statement: "x")
        let handle = heap.allocate(type, kind: .instance, bytes: 56)
        heap.retain(handle, by: .module, .temporary)
        try heap.beginStatement(site, depth: 0, frame: .module)
        heap.headers[Int(handle.index)].count += 1
        #expect(throws: HeapError.invariantBroken("object 1 has count 2, but 1 references")) {
            try heap.beginStatement(site, depth: 0, frame: .module)
        }
    }

    @Test func `a slot that no store filled is noticed`() throws {
        var heap = SimulatedHeap()
        heap.turnOnChecks()
        let type = heap.defineType("obj")
        let field = heap.defineField("x", declaringType: type)
        let site = heap.defineSite(file: "here", line: 1, statement: "x")
        let handle = heap.allocate(type, kind: .instance, bytes: 56)
        heap.retain(handle, by: .module, .temporary)
        heap.retain(handle, by: .module, .temporary)
        try heap.setField(field, of: handle, to: Value(handle), movedFrom: .module)
        try heap.beginStatement(site, depth: 0, frame: .module)
        heap.slots[Int(heap.headers[Int(handle.index)].slots)].tag = .empty
        #expect(throws: HeapError.self) { try heap.beginStatement(site, depth: 0, frame: .module) }
    }
}
#endif
