import Testing
import TraceModel

@testable import TraceStore

@Suite struct ChecksumTests {
    private func checksum(_ events: [Event], from sequence: Int = 1) -> UInt64 {
        var checksum = Checksum.Events(firstSequence: sequence)
        for event in events { checksum.add(event) }
        return checksum.value
    }

    @Test func `every bit of every column shows`() {
        let event = Event(
            .retain, object: ObjectID(rawValue: 7), count: 2, owner: OwnerID(rawValue: -1),
            field: FieldID(rawValue: -3), site: SiteID(rawValue: 9))
        var changed: [Event] = []
        for bit in 0..<64 {
            var other = event
            other.count ^= Int64(bitPattern: 1 << UInt64(bit))
            changed.append(other)
        }
        for bit in 0..<32 {
            let mask = UInt32(1) << UInt32(bit)
            var other = event
            other.object = ObjectID(rawValue: event.object.rawValue ^ mask)
            changed.append(other)
            other = event
            other.owner = OwnerID(rawValue: event.owner.rawValue ^ Int32(bitPattern: mask))
            changed.append(other)
            other = event
            other.field = FieldID(rawValue: event.field.rawValue ^ Int32(bitPattern: mask))
            changed.append(other)
            other = event
            other.site = SiteID(rawValue: event.site.rawValue ^ mask)
            changed.append(other)
        }
        for kind in EventKind.allCases where kind != .retain {
            var other = event
            other.kind = kind
            changed.append(other)
        }
        let all = ([event] + changed).map { checksum([event, $0, event]) }
        #expect(Set(all).count == all.count)
    }

    @Test func `order, number and place of events show`() {
        let a = Event(.mark, count: 1)
        let b = Event(.mark, count: 2)
        let all = [
            checksum([]), checksum([a]), checksum([a, a]), checksum([a, b]), checksum([b, a]),
            checksum([a], from: 2), checksum([], from: 2),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test func `rows tell their values, their types and their tables apart`() {
        let all = [
            Checksum.row("type", []), Checksum.row("type", [.null]), Checksum.row("type", [.integer(0)]),
            Checksum.row("type", [.text("")]), Checksum.row("type", [.text("0")]), Checksum.row("site", [.text("0")]),
            Checksum.row("type", [.text("a"), .text("b")]), Checksum.row("type", [.text("ab"), .text("")]),
        ]
        #expect(Set(all).count == all.count)
    }
}
