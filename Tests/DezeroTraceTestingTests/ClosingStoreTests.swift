import DezeroTraceTesting
import Foundation
import Testing

private protocol Visitor: AnyObject {}

private class Part {
    var other: Part?
    var many: [Part] = []
    var named: [String: Part] = [:]
    var boxed: (any Visitor)?
    var pair: (Int, Part?) = (0, nil)
    var choice = Choice.nothing
    var work: (() -> Void)?
    var count = 0

    enum Choice {
        case nothing
        case some(Part)
    }

    func start() {
        work = { self.count += 1 }  // closes: closure
    }

    func use() { count += 1 }
}

private final class Inheriting: Part {}

private final class Guest: Visitor {
    let host: Part
    init(_ host: Part) {
        self.host = host
        host.boxed = self  // closes: existential
    }
}

private func link(_ way: String) {
    let one = Part()
    let two = way == "inherited" ? Inheriting() : Part()
    switch way {
    case "property":
        one.other = two
        one.use()
        two.other = one  // closes: property
        two.use()
    case "inherited":
        one.other = two
        two.other = one  // closes: inherited
    case "array":
        two.other = one
        one.many.append(Part())
        one.many.append(two)  // closes: array
        one.many.append(Part())
    case "dictionary":
        two.other = one
        one.named["first"] = Part()
        one.named["second"] = two  // closes: dictionary
    case "tuple":
        two.other = one
        one.pair.1 = two  // closes: tuple
    case "enum":
        two.other = one
        one.choice = .some(two)  // closes: enum
    case "first":
        one.other = two  // no: it was stored before the other
        two.many = [one]  // closes: first
        one.use()
    case "existential": _ = Guest(one)
    default: one.start()
    }
}

@Suite struct ClosingStoreTests {
    static let ways = [
        "property", "inherited", "array", "dictionary", "tuple", "enum", "first", "existential", "closure",
    ]

    /// The line of this file that is marked for a way.
    private func line(_ way: String) throws -> Int {
        let lines = try String(contentsOfFile: #filePath, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        return try #require(lines.firstIndex { $0.hasSuffix("// closes: \(way)") }) + 1
    }

    @Test(arguments: ways) func `a second run tells the statement that closed the ring`(way: String) throws {
        let text = try #require(texts { expectNoLeaks(explaining: .closingStore) { link(way) } }.first)
        let told = text.split(separator: "\n").first { $0.contains("closed by") }
        #expect(told?.contains("ClosingStoreTests.swift:\(try line(way)) ") == true, "\(told ?? "") in \(text)")
    }

    @Test func `the body runs a second time only where it is asked to`() {
        var runs = 0
        _ = texts { expectNoLeaks { (runs, _) = (runs + 1, link("property")) } }
        #expect(runs == 1)
        _ = texts { expectNoLeaks(explaining: .closingStore) { (runs, _) = (runs + 1, link("property")) } }
        #expect(runs == 3)
        expectNoLeaks(explaining: .closingStore) { (runs, _) = (runs + 1, Part()) }
        #expect(runs == 4)
    }

    @Test func `a body that waits is explained too`() async throws {
        nonisolated(unsafe) var text = ""
        await withKnownIssue {
            await expectNoLeaks(explaining: .closingStore) {
                await Task.yield()
                link("array")
            }
        } matching: { issue in
            text = issue.comments.map(\.rawValue).joined()
            return true
        }
        #expect(text.contains("ClosingStoreTests.swift:\(try line("array")) "), "\(text)")
    }
}
