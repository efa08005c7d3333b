import Testing
import TraceModel

@testable import LeakAnalysis

@Suite struct SlotIndexTests {
    /// Ids of other sources may be addresses, or leave any gaps.
    @Test(arguments: Array(1...70) + (7...18).map { 1 << $0 } + [100, 1000, 1023, 1025, 99_991])
    func `ids at any distance spread over the places`(distance: UInt32) {
        let count: UInt32 = 4096
        var inPlace = [Int](repeating: 0, count: Int(count))
        for number in 0..<count { inPlace[Int(SlotIndex.hash(ObjectID(rawValue: 1 + number * distance)) % count)] += 1 }
        // As many as there are places: chance alone puts seven or eight into the fullest.
        #expect(inPlace.max() ?? 0 <= 16)
    }

    @Test func `ids that follow each other lie side by side`() {
        let places = (1...1000).map { SlotIndex.hash(ObjectID(rawValue: $0)) }
        #expect(zip(places, places.dropFirst()).allSatisfy { $1 == $0 + 1 })
    }
}
