import CSwiftRuntime
import Foundation
import LeakAnalysis
import Testing
import TraceModel

@testable import SwiftSource

/// Serialized: the switches for mutations are the whole process's.
@Suite(.serialized) struct OracleTests {
    /// `make swift-graphs` asks for more.
    static let count = UInt64(ProcessInfo.processInfo.environment["SWIFT_GRAPHS"].flatMap(Int.init) ?? 300)

    @Test func `of random graphs of real objects exactly those leak that must`() throws {
        for seed in 1...Self.count {
            let graph = RandomGraph(seed: seed)
            let judged = try graph.judged()
            #expect(judged.leaked == graph.leaked, "seed \(seed): \(graph.edges)")
            #expect(judged.misunderstood == 0, "seed \(seed)")
        }
    }

    @Test(arguments: 1...40) func `every element of an array that grew is seen`(count: Int) throws {
        guard let scope = WatchedScope() else { throw TraceError(.usage, "\(WatchedScope.refusal ?? "")") }
        scope.watch {
            let owner = Node()
            for _ in 0..<count {
                let element = Node()
                element.plain = owner
                owner.list.append(element)
            }
        }
        scope.close()
        let seen = scope.snapshot()
        #expect(CountVerdict(try #require(seen)).leaked.count == count + 2, "the owner, its elements, their storage")
    }

    @Test(arguments: Kind.allCases.filter(\.isStrong))
    func `a ring of two is found through every kind of place`(kind: Kind) throws {
        guard let scope = WatchedScope() else { throw TraceError(.usage, "\(WatchedScope.refusal ?? "")") }
        scope.watch {
            let (one, two) = (Node(), Node())
            one.hold(two, by: kind)
            two.plain = one
        }
        scope.close()
        let seen = scope.snapshot()
        let snapshot = try #require(seen)
        let verdict = CountVerdict(snapshot)
        #expect(verdict.findings.first?.objectsInCycle == (Self.hasHelper(kind) ? 3 : 2), "\(verdict)")
        #expect(verdict.misunderstood == 0)
    }

    /// These put an object of another class between.
    private static func hasHelper(_ kind: Kind) -> Bool {
        [.generic, .genericStruct, .genericAny].contains(kind)
    }

    @Test(
        arguments: [
            DZT_SKIP_CLASS, DZT_SKIP_STRUCT, DZT_SKIP_ENUM, DZT_SKIP_TUPLE, DZT_SKIP_FUNCTION, DZT_SKIP_EXISTENTIAL,
            DZT_SKIP_CAPTURE, DZT_SKIP_BOX, DZT_SKIP_ARRAY, DZT_SKIP_HASHED,
        ].map { UInt32($0) })
    func `a walk that passes over a kind of place is noticed`(skipped: UInt32) throws {
        dzt_skip(skipped)
        defer { dzt_skip(0) }
        let differs = try (1...300).contains { (seed: UInt64) in
            let graph = RandomGraph(seed: seed)
            return try graph.judged().leaked != graph.leaked
        }
        #expect(differs)
    }
}
