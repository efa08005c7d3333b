import TraceModel

/// The checksums of a database: 64 bits that notice damage, independent of how SQLite stores what they cover.
///
/// They do not protect against someone who computes them again.
///
/// **A batch of events.** `h` starts as `mix(s)`, `s` the run's own number of the batch's first event. For every
/// event, with all arithmetic modulo 2^64 and `rotl` a rotation to the left:
///
///     a = count * k1
///     b = (object | owner << 32) * k2
///     c = (field | site << 32) * k3
///     h = (rotl(h, 5) ^ a ^ rotl(b, 21) ^ rotl(c, 42) ^ kind * k4) * k5
///     h = h ^ h >> 29
///
/// and the checksum is `mix(h ^ n)` for `n` events. Each step is one to one in each of its four words, so that a
/// change to one column of one event always shows.
///
/// **A batch's births.** Likewise, `s` the run's own number of the first object, and for every object
///
///     a = born * k1
///     b = (type | ordinal << 32) * k2
///     c = (kind | site << 32) * k3
///     h = (rotl(h, 5) ^ a ^ rotl(b, 21) ^ rotl(c, 42) ^ bytes * k4) * k5
///     h = h ^ h >> 29
///
/// **Rows of text.** Each row on its own, by FNV-1a over its values, and the rows' `mix`ed hashes added up, so that
/// their order does not matter.
enum Checksum {
    private static let k1: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static let k2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let k3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let k4: UInt64 = 0x27D4_EB2F_1656_67C5
    private static let k5: UInt64 = 0xFF51_AFD7_ED55_8CCD

    /// The running checksum of a batch; a few nanoseconds an event.
    struct Events: RowSum {
        private var hash: UInt64
        private var count: UInt64 = 0

        /// Starts a batch whose first event is the run's event `sequence`.
        init(firstSequence sequence: Int) { hash = mix(UInt64(bitPattern: Int64(sequence))) }

        /// Adds the next event.
        @inline(__always)
        mutating func add(_ event: Event) {
            let a = UInt64(bitPattern: event.count) &* k1
            let b = join(event.object.rawValue, UInt32(bitPattern: event.owner.rawValue)) &* k2
            let c = join(UInt32(bitPattern: event.field.rawValue), event.site.rawValue) &* k3
            let d = UInt64(event.kind.rawValue) &* k4
            hash = (rotl(hash, 5) ^ a ^ rotl(b, 21) ^ rotl(c, 42) ^ d) &* k5
            hash ^= hash &>> 29
            count &+= 1
        }

        /// The checksum of what was added.
        var value: UInt64 { mix(hash ^ count) }
    }

    /// The running checksum of the objects that a batch creates.
    struct Births: RowSum {
        private var hash: UInt64
        private var count: UInt64 = 0

        /// Starts a batch whose first object is the run's object `number`.
        init(firstObject number: Int) { hash = mix(UInt64(bitPattern: Int64(number))) }

        /// Adds the next object.
        @inline(__always)
        mutating func add(_ birth: ObjectBirth) {
            let ordinal = UInt32(truncatingIfNeeded: birth.ordinal)
            let a = UInt64(bitPattern: Int64(birth.born)) &* k1
            let b = join(UInt32(bitPattern: birth.type.rawValue), ordinal) &* k2
            let c = join(UInt32(birth.kind.rawValue), birth.site.rawValue) &* k3
            let d = UInt64(bitPattern: Int64(birth.bytes)) &* k4
            hash = (rotl(hash, 5) ^ a ^ rotl(b, 21) ^ rotl(c, 42) ^ d) &* k5
            hash ^= hash &>> 29
            count &+= 1
        }

        /// The checksum of what was added.
        var value: UInt64 { mix(hash ^ count) }
    }

    /// The checksum of one row; `table` tells equal rows of different tables apart.
    static func row(_ table: String, _ values: [SQLValue]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        func add(number: UInt64) {
            for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        func add(text: String) {
            add(number: UInt64(text.utf8.count))
            for byte in text.utf8 { add(byte) }
        }
        add(text: table)
        for value in values {
            switch value {
            case .null:
                add(0)
            case .integer(let number):
                add(1)
                add(number: UInt64(bitPattern: number))
            case .text(let text):
                add(2)
                add(text: text)
            case .foreign:
                add(3)
            }
        }
        return mix(hash)
    }

    @inline(__always)
    private static func join(_ low: UInt32, _ high: UInt32) -> UInt64 { UInt64(low) | UInt64(high) &<< 32 }

    @inline(__always)
    private static func rotl(_ word: UInt64, _ places: UInt64) -> UInt64 { word &<< places | word &>> (64 &- places) }

    /// The finalizer of SplitMix64.
    private static func mix(_ word: UInt64) -> UInt64 {
        var z = word &+ k1
        z = (z ^ z &>> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z &>> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z &>> 31
    }
}
