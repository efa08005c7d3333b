import Foundation
import GoldenFiles
import Testing

/// A shape of leak: a program of `fixtures/programs/patterns`, and what its text says to whoever reads it.
struct LeakShape: Sendable, CustomTestStringConvertible {
    var name: String
    /// The slots of the ring that must be shown, from the one that reads least on.
    var ring: [String]
    /// The line of the store after which the ring is whole.
    var closedAt: Int
    /// The line of the release after which nobody can reach it.
    var orphanedAt: Int
    /// How many causes there are.
    var findings = 1

    var testDescription: String { name }

    static let all = [
        LeakShape(name: "self-reference", ring: ["Loop.me"], closedAt: 4, orphanedAt: 6),
        LeakShape(
            name: "node-pair-is-a-cycle-of-two", ring: ["Node.other", "Node.other"], closedAt: 8, orphanedAt: 10),
        LeakShape(
            name: "ring-of-fourteen", ring: ["Seat.first"] + Array(repeating: "Seat.neighbour", count: 13),
            closedAt: 9, orphanedAt: 11),
        // Of two rings through one knot the shorter one is shown.
        LeakShape(name: "figure-eight", ring: ["Bead.knot", "Knot.left"], closedAt: 8, orphanedAt: 12),
        // A chord makes a ring of three out of a ring of five.
        LeakShape(
            name: "ring-with-a-chord", ring: ["Stop.following", "Stop.following", "Stop.home"], closedAt: 7,
            orphanedAt: 9),
        LeakShape(name: "nested-cycles", ring: ["Book.part", "Part.whole"], closedAt: 11, orphanedAt: 14),
        LeakShape(
            name: "cycle-kept-by-a-cycle", ring: ["Session.user", "User.session"], closedAt: 11, orphanedAt: 18,
            findings: 2),
        LeakShape(name: "tail-kept-by-a-cycle", ring: ["Node.back"], closedAt: 5, orphanedAt: 8),
        LeakShape(name: "tuple-and-list-cycle", ring: ["list.", "tuple."], closedAt: 5, orphanedAt: 7),
        LeakShape(name: "cache-leaking", ring: ["Cache.images", "Image.source"], closedAt: 11, orphanedAt: 19),
        LeakShape(
            name: "doubly-linked-list-leaking", ring: ["Item.next", "Item.previous"], closedAt: 17, orphanedAt: 23),
        LeakShape(name: "closure-capturing-self-leaking", ring: ["Button.on_click"], closedAt: 3, orphanedAt: 8),
        LeakShape(name: "bound-method-on-self-leaking", ring: ["Timer.tick"], closedAt: 3, orphanedAt: 8),
        LeakShape(
            name: "observer-leaking", ring: ["Observer.subject", "Subject.observers"], closedAt: 7, orphanedAt: 21),
        LeakShape(
            name: "parent-pointer-leaking", ring: ["Node.children", "Node.parent"], closedAt: 9, orphanedAt: 18),
        LeakShape(name: "callback-list-leaking", ring: ["Model.callbacks", "View.model"], closedAt: 9, orphanedAt: 18),
        LeakShape(
            name: "cycle-orphaned-by-a-cascade", ring: ["Pump.valve", "Valve.pump"], closedAt: 12, orphanedAt: 13),
        LeakShape(name: "cycle-that-a-live-closure-holds", ring: ["Counter.me"], closedAt: 3, orphanedAt: 15),
    ]
}

@Suite struct ShapeTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../fixtures").standardizedFileURL

    @Test(.tags(.golden), arguments: LeakShape.all)
    func `the text names the ring, who closed it and who orphaned it`(shape: LeakShape) throws {
        let workplace = try record(shape.name)
        try expectGolden(workplace.output("report"), "shape-\(shape.name).txt")
        let run = try #require((try workplace.json("report")["runs"] as? [[String: Any]])?.first)
        let findings = try #require(run["findings"] as? [[String: Any]])
        #expect(findings.count == shape.findings)
        let path = try #require(findings.first?["path"] as? [[String: Any]])
        let ring = path.map { "\($0["type"] ?? "").\("\($0["field"] ?? "")".prefix { $0 != "[" })" }
        #expect(ring == shape.ring)
        #expect((findings.first?["closedBy"] as? [String: Any])?["line"] as? Int == shape.closedAt)
        #expect((findings.first?["orphanedBy"] as? [String: Any])?["line"] as? Int == shape.orphanedAt)
    }

    @Test(arguments: LeakShape.all)
    func `what leaks, and each count in the ring, is CPython's`(shape: LeakShape) throws {
        let file = Self.fixtures.appending(path: "cpython/patterns/\(shape.name).json")
        let truth = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let strong = try #require(truth["strong"] as? [String: Any])
        let leaked = try #require(strong["leaked"] as? [String])
        let atRest = try #require((strong["steps"] as? [[String: Any]])?.last?["counts"] as? [String: Int])

        let workplace = try record(shape.name)
        let run = try #require((try workplace.json("report")["runs"] as? [[String: Any]])?.first)
        #expect((run["objects"] as? [String: Any])?["leaked"] as? Int == leaked.count)
        let findings = try #require(run["findings"] as? [[String: Any]])
        let members = findings.map { ($0["objectsInCycle"] as? Int ?? 0) + ($0["objectsKept"] as? Int ?? 0) }
        #expect(members.reduce(0, +) == leaked.count)
        for step in findings.flatMap({ $0["path"] as? [[String: Any]] ?? [] }) {
            let label = try #require(step["object"] as? String)
            // The oracle counts instances; every name is dropped by the last statement.
            guard let count = atRest[label] else { continue }
            #expect(step["count"] as? Int == count, "\(label)")
            #expect(leaked.contains(label))
        }
    }

    @Test func `what a live closure, a live class or a live list still holds is no leak`() throws {
        let workplace = try record("cycle-that-a-live-closure-holds")
        // Both counters hold themselves, but the first one's closure is an attribute of a class.
        let held = try workplace.output("why", "1", "Counter#1")
        #expect(held.contains("Alive at the program's end: a root reaches it."))
        #expect(held.contains("Registry.count"))
        #expect(!held.contains("leaked"))
        #expect(try workplace.output("why", "1", "Counter#2").contains("closed by"))

        let byClass = try record("cycle-through-a-class-is-held")
        #expect(try byClass.output("report").contains("Nothing leaks."))
        #expect(try byClass.output("why", "1", "Thing#1").contains("Thing.shared"))
    }

    private func record(_ name: String) throws -> Workplace {
        let workplace = try Workplace()
        let program = Self.fixtures.appending(path: "programs/patterns/\(name).py")
        try workplace.write(try String(contentsOf: program, encoding: .utf8), "\(name).py")
        try workplace.output("record", "\(name).py", "--design", "strong", "--quiet")
        return workplace
    }
}
