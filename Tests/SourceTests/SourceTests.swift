import Foundation
import LeakAnalysis
import SwiftSource
import Testing
import TraceModel

/// Where a run of a network can come from.
enum Source: String, CaseIterable, CustomTestStringConvertible {
    case simulated, cpython, swift, countsAndRoots, countsAlone, rootsAlone

    var testDescription: String { rawValue }

    /// Whether it can be tried on this machine.
    var isHere: Bool {
        switch self {
        case .swift: WatchedScope.refusal == nil
        case .cpython: Self.hasPython
        default: true
        }
    }

    private static let hasPython: Bool = {
        let code = "import sys; sys.exit(not (3, 9) <= sys.version_info[:2] <= (3, 13))"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", code]
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// What it can show of a network: a program that has ended holds nothing.
    func shown(_ network: Network) -> Network {
        [.simulated, .cpython].contains(self) ? network.unheld : network
    }

    func findings(of network: Network) throws -> [Finding] {
        switch self {
        case .simulated: try network.simulated()
        case .cpython: try network.observed()
        case .swift: try network.real()
        case .countsAndRoots: try network.findings(.countsAndRoots)
        case .countsAlone: try network.findings(.countsAlone)
        case .rootsAlone: try network.findings(.rootsAlone)
        }
    }
}

/// What every source must pass: whoever saw a heap, it leaks the same objects by the same rings.
@Suite(.serialized) struct SourceTests {
    /// A real interpreter takes a tenth of a second for each.
    private static func seeds(_ source: Source) -> ClosedRange<UInt64> { source == .cpython ? 1...25 : 1...200 }

    /// Shapes with the rings that a person reads off them.
    static let shapes: [(network: Network, rings: [[String]])] = [
        (Network("one node", "0.weak 0"), []),
        (Network("a chain", "0.one 1, 1.one 2"), []),
        (Network("a ring of itself", "0.one 0"), [["one"]]),
        (Network("a ring of two", "0.one 1, 1.two 0"), [["one", "two"]]),
        (Network("a ring with a weak way back", "0.one 1, 1.weak 0"), []),
        (Network("two rings of one form", "0.one 1, 1.two 0, 2.one 3, 3.two 2"), [["one", "two"]]),
        (Network("a ring with a tail", "0.one 1, 1.two 0, 1.three 2, 2.one 3"), [["one", "two"]]),
        (Network("a ring that holds a ring", "0.one 0, 0.two 1, 1.three 1"), [["one"], ["three"]]),
    ]

    @Test(arguments: Source.allCases.filter(\.isHere), shapes.map(\.network.testDescription))
    func `a shape leaks by the rings that one sees in it`(source: Source, name: String) throws {
        let shape = try #require(Self.shapes.first { $0.network.testDescription == name })
        let findings = try source.findings(of: shape.network)
        #expect(Set(findings.map { $0.path.map(\.slot.field) }) == Set(shape.rings))
        #expect(findings.reduce(0) { $0 + ($1.types["Node"] ?? 0) } == shape.network.leaked.count)
    }

    @Test(arguments: Source.allCases.filter(\.isHere))
    func `of random networks exactly what leaks is found, by a ring that is there and one fingerprint`(source: Source)
        throws
    {
        for seed in Self.seeds(source) {
            let network = source.shown(Network(seed: seed))
            let findings = try source.findings(of: network)
            #expect(findings.reduce(0) { $0 + ($1.types["Node"] ?? 0) } == network.leaked.count, "seed \(seed)")
            let rings = Set(network.rings.map { $0.map(\.field) })
            for finding in findings { #expect(rings.contains(finding.path.map(\.slot.field)), "seed \(seed)") }
            let others = try network.findings(.countsAndRoots)
            #expect(Set(findings.map(\.fingerprint)) == Set(others.map(\.fingerprint)), "seed \(seed)")
        }
    }

    @Test func `the shapes and the random networks have both what leaks and what does not`() {
        let networks = (1...200).map { Network(seed: $0) }
        #expect(networks.contains { $0.leaked.isEmpty } && networks.contains { !$0.leaked.isEmpty })
        #expect(networks.contains { $0.leaked.count < $0.unheld.leaked.count }, "what is held does not leak")
    }
}
