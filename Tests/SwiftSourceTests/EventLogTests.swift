import CSwiftRuntime
import Foundation
import HeapBuilding
import Testing
import TraceModel

@testable import SwiftSource

/// The log of watched objects, read back from files that were written by hand.
final class EventLogTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static let stacks = MemoryLayout<dzt_log>.size
    private static let newest = stacks + Int(DZT_LOG_STACKS) * MemoryLayout<dzt_logged_stack>.stride
    private static let chunk = Int(DZT_LOG_CHUNK) * MemoryLayout<dzt_event>.stride

    /// A log with one type and these events in its memory.
    private func log(_ events: [dzt_event], taken: Int? = nil, change: (inout [UInt8]) -> Void = { _ in }) throws
        -> EventLog?
    {
        var bytes = [UInt8](repeating: 0, count: Self.newest + Int(DZT_LOG_CHUNKS) * Self.chunk)
        func put<Value>(_ value: Value, _ place: Int) {
            withUnsafeBytes(of: value) { bytes.replaceSubrange(place..<place + $0.count, with: $0) }
        }
        bytes.replaceSubrange(0..<DZT_LOG_MAGIC.utf8.count, with: DZT_LOG_MAGIC.utf8)
        put(UInt64(1 << 20), try #require(MemoryLayout<dzt_log>.offset(of: \.capacity)))
        put(UInt64(taken ?? events.count), try #require(MemoryLayout<dzt_log>.offset(of: \.taken)))
        put(UInt32(1), try #require(MemoryLayout<dzt_log>.offset(of: \.type_count)))
        for place in 0..<Int(DZT_LOG_CHUNKS) {
            put(UInt64(place), try #require(MemoryLayout<dzt_log>.offset(of: \.chunks)) + place * 8)
        }
        let types = try #require(MemoryLayout<dzt_log>.offset(of: \.types))
        bytes.replaceSubrange(types + 8..<types + 11, with: "App".utf8)
        bytes.replaceSubrange(types + 128..<types + 132, with: "Node".utf8)
        for (place, event) in events.enumerated() { put(event, Self.newest + place * 8) }
        change(&bytes)
        try Data(bytes).write(to: folder.appending(path: "1.events"))
        return EventLog(stream: folder.appending(path: "1.stream").path)
    }

    private func event(_ kind: dzt_event_kind, _ address: UInt64 = 0x1000, detail: UInt64 = 0) -> dzt_event {
        detail << 48 | address | dzt_event(kind.rawValue)
    }

    private func made(_ address: UInt64 = 0x1000) -> [dzt_event] {
        [event(DZT_TYPED, address, detail: UInt64(DZT_LOG_TYPES) * 4), event(DZT_MADE, address)]
    }

    private func replay(_ log: EventLog?) throws -> (kinds: [EventKind], counts: [Int64], totals: EventTotals) {
        let tracker = MemoryTracker()
        let totals = try #require(log).replay(into: tracker)
        let events = tracker.trace.events
        return (events.map(\.kind), events.filter { $0.kind == .retain || $0.kind == .release }.map(\.count), totals)
    }

    @Test func `an object that is made is held by its maker and dies with its last release`() throws {
        let log = try log(made() + [event(DZT_RETAIN), event(DZT_RELEASE), event(DZT_LAST_RELEASE), event(DZT_GONE)])
        #expect(log?.types.map(\.name) == ["Node"])
        #expect(log?.types.map(\.module) == ["App"])
        let told = try replay(log)
        #expect(told.kinds == [.allocate, .retain, .retain, .release, .release, .deinitialize])
        #expect(told.counts == [1, 2, 1, 0])
        #expect(told.totals == EventTotals(objects: 1, events: 6, open: 0, leftOut: 0))
    }

    @Test(arguments: [
        // Alive with another count than its events come to; dead with references left; dead and never let go.
        ([DZT_RETAIN], DZT_LEFT, 1), ([DZT_RETAIN, DZT_LAST_RELEASE], DZT_GONE, 0), ([], DZT_GONE, 0),
    ])
    func `a count that does not close is told`(kinds: [dzt_event_kind], end: dzt_event_kind, count: Int) throws {
        // What is alive is looked at twice.
        let ends = [dzt_event](repeating: event(end, detail: UInt64(count)), count: end == DZT_LEFT ? 2 : 1)
        let log = try log(made() + kinds.map { event($0) } + ends)
        let totals = try replay(log).totals
        #expect(totals.open == 1)
        #expect(totals.notes.first?.contains("1 of 1 watched objects do not close") == true)
    }

    @Test func `a count that another thread was just changing is no difference`() throws {
        let between = [event(DZT_LEFT, detail: 2), event(DZT_RETAIN), event(DZT_LEFT, detail: 2)]
        #expect(try replay(try log(made() + between)).totals.open == 0)
    }

    @Test func `memory that is used again is another object, and what was there before is dead`() throws {
        let told = try replay(try log(made() + made() + [event(DZT_LEFT, detail: 1)]))
        #expect(told.kinds == [.allocate, .retain, .deinitialize, .allocate, .retain])
        #expect(told.totals.objects == 2)
        #expect(told.totals.open == 1)
    }

    @Test func `an event that was never written, or is of no object that was made, is left out`() throws {
        let told = try replay(try log(made() + [0, event(DZT_RETAIN, 0x2000), 0xF, event(DZT_RETAIN)]))
        #expect(told.counts == [1, 2])
    }

    @Test func `what there was no room for is counted`() throws {
        let most = Int(DZT_LOG_CHUNK) * Int(DZT_LOG_CHUNKS)
        #expect(try replay(try log(made(), taken: most + 7)).totals.leftOut == 7)
    }

    @Test func `chunks that were written come before those in memory`() throws {
        let written = made() + [event(DZT_RETAIN)]
        let log = try log([event(DZT_RETAIN)], taken: Int(DZT_LOG_CHUNK) + 1) { bytes in
            let end = bytes.count
            bytes += [UInt8](repeating: 0, count: Self.chunk)
            for (place, event) in written.enumerated() {
                withUnsafeBytes(of: event) { bytes.replaceSubrange(end + place * 8..<end + place * 8 + 8, with: $0) }
            }
            // The first place in memory has the second chunk by now.
            bytes[MemoryLayout<dzt_log>.offset(of: \.chunks) ?? 0] = 1
            bytes[(MemoryLayout<dzt_log>.offset(of: \.chunks) ?? 0) + 8] = 4
        }
        #expect(try replay(log).counts == [1, 2, 3])
    }

    /// Whatever stands in it, reading ends and nothing is read beyond the file.
    @Test func `a damaged log is no crash`() throws {
        for seed in (0..<6).map({ _ in UInt64.random(in: 0...UInt64.max) }) {
            var numbers = SeededGenerator(seed: seed)
            print("log seed \(seed)")
            let log = try log(made() + [event(DZT_RETAIN), event(DZT_LEFT, detail: 2)]) { bytes in
                for _ in 0..<200 {
                    bytes[Int.random(in: 16..<8_192, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
                    bytes[Int.random(in: Self.stacks..<bytes.count, using: &numbers)] = UInt8.random(
                        in: 0...255, using: &numbers)
                }
                if Bool.random(using: &numbers) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &numbers)) }
            }
            if let log { _ = try replay(log) }
        }
    }
}
