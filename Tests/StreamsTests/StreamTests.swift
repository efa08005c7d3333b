import Foundation
import LeakAnalysis
import Testing
import TraceModel

@testable import Streams

/// The streams of `fixtures/streams`, each with the text that says what a report must say of it.
@Suite struct StreamTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../fixtures/streams").standardizedFileURL

    static let names =
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
        .filter { $0.hasSuffix(".stream") }.map { String($0.dropLast(7)) }.sorted() ?? []

    /// The lines `key: value` at the beginning of a stream's text.
    private static func facts(_ name: String) throws -> [(key: String, value: String)] {
        let text = try String(contentsOf: folder.appending(path: "\(name).txt"), encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }.compactMap { line in
            let parts = line.split(separator: ": ", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
    }

    private static func read(_ name: String) throws -> (observation: Observation, analysis: RunAnalysis) {
        let tally = ObservedTally()
        let observation = try StreamReader(path: folder.appending(path: "\(name).stream").path).run(into: tally)
        return (observation, tally.finish(observation))
    }

    /// What watched objects tell of the findings: `file:line` of what closed them, and the moment they were lost.
    private static func accounts(_ name: String, _ findings: [Finding]) throws -> (closed: [String], lost: [String]) {
        let accounts = RingExplanations()
        _ = try StreamReader(path: folder.appending(path: "\(name).stream").path).run(into: accounts)
        accounts.finish()
        var findings = findings
        for place in findings.indices { _ = accounts.explain(&findings[place]) }
        func text(_ moment: Finding.Moment) -> String {
            let place = "\(moment.file):\(moment.line)"
            return moment.returned.map { "\($0)() returned, called at \(place)" } ?? place
        }
        return (findings.compactMap(\.closedBy).map(text), findings.compactMap(\.orphanedBy).map(text))
    }

    /// `Owner 1, Delegate 1` as counts.
    private static func counts(_ text: String) -> [String: Int] {
        Dictionary(
            text.split(separator: ", ").compactMap { part in
                let words = part.split(separator: " ")
                let name = words.dropLast().joined(separator: " ").replacing("\\\\", with: "\u{0}")
                    .replacing("\\t", with: "\t").replacing("\\n", with: "\n").replacing("\u{0}", with: "\\")
                return words.last.flatMap { Int($0) }.map { (name, $0) }
            }, uniquingKeysWith: +)
    }

    @Test func `there are streams of every kind`() {
        #expect(Self.names.count >= 25)
        #expect(Self.names.contains { $0.hasSuffix("-bad") })
        #expect(Self.names.contains { $0.hasSuffix("-cut") })
    }

    @Test(arguments: names.filter { !$0.hasSuffix("-bad") })
    func `a stream comes to what its text says`(name: String) throws {
        let (observation, analysis) = try Self.read(name)
        let observed = try #require(analysis.summary.observed)
        let facts = try Self.facts(name)
        #expect(!facts.isEmpty)
        var left: [String: Int] = [:]
        var likely: [String: Int] = [:]
        for finding in analysis.findings {
            if finding.certainty == .likely {
                likely.merge(finding.types, uniquingKeysWith: +)
            } else if finding.collected == 0 {
                left.merge(finding.types, uniquingKeysWith: +)
            }
        }
        for (key, value) in facts {
            switch key {
            case "left" where facts.allSatisfy({ $0.key != "collected" }):
                #expect(left == Self.counts(value), "\(name)")
            case "left": #expect(analysis.summary.instances.leaked == Self.counts(value).values.reduce(0, +), "\(name)")
            case "collected":
                #expect(analysis.summary.instances.collected == Self.counts(value).values.reduce(0, +), "\(name)")
            case "likely": #expect(likely == Self.counts(value), "\(name)")
            case "closed": #expect(try Self.accounts(name, analysis.findings).closed == [value], "\(name)")
            case "lost": #expect(try Self.accounts(name, analysis.findings).lost == [value], "\(name)")
            case "examined": #expect(observed.examined == Int(value), "\(name)")
            case "unexamined": #expect(observed.unexamined == Int(value), "\(name)")
            case "not understood": #expect(observed.notUnderstood == Int(value), "\(name)")
            case "end": #expect(observation.end?.rawValue ?? "interrupted" == value, "\(name)")
            case "alive":
                let words = value.split(separator: " ")
                let alive = try #require(observed.alive.first { $0.type == words[0] }, "\(name)")
                #expect(alive.count == Int(words[1]))
                if words.count > 2 { #expect(alive.heldBy == words[2...].joined(separator: " ")) }
            case "judged":
                let judged = value.split(separator: ", ").count { $0 == "yes" }
                #expect(observed.judgedMarks == judged, "\(name)")
            default: break
            }
        }
        let rings = facts.filter { $0.key == "ring" }
        #expect(analysis.findings.count == rings.count, "\(name): \(analysis.findings.map(\.ring))")
        let instances = rings.compactMap { ring in
            ring.value.split(separator: " ").last { $0.hasPrefix("x") }.flatMap { Int($0.dropFirst()) }
        }
        #expect(analysis.findings.map(\.instances).sorted() == instances.sorted(), "\(name)")
    }

    @Test(arguments: names.filter { $0.hasSuffix("-bad") })
    func `a stream that breaks a rule is refused at that line, and what stood before is kept`(name: String) throws {
        do {
            let (observation, _) = try Self.read(name)
            #expect(observation.end == nil)
            let why = try #require(observation.why)
            let line = try #require(Self.facts(name).first { $0.key == "refused" }?.value)
            #expect(why.hasPrefix("\(line) of the stream "), "\(name): \(why)")
        } catch let error as TraceError {
            #expect(error.code == .badData)
            #expect(error.message.contains("is no stream"), "\(error)")
        }
    }
}
