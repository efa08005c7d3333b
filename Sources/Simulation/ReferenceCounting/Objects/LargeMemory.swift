#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A block of the C library's memory that can grow without being copied; its holder releases it once.
///
/// A block that becomes large is moved once, into a reservation of address space in which it then grows in
/// place. Copies and page faults took half of the time that building a chain of a million nodes takes.
struct LargeMemory {
    private(set) var base: UnsafeMutableRawPointer
    private(set) var bytes: Int
    private var isReserved = false

    /// From this size on, a block gets a reservation.
    private static var threshold: Int { 4 << 20 }
    /// Address space of a reservation; only what is used becomes memory.
    private static var reservation: Int { 64 << 30 }

    /// Out of memory ends the process, as everywhere in Swift.
    init(bytes: Int) {
        guard let block = malloc(max(bytes, 1)) else { preconditionFailure("out of memory") }
        base = block
        self.bytes = bytes
    }

    /// Gives the block back.
    func release() { if isReserved { munmap(base, Self.reservation) } else { free(base) } }

    /// Makes room for at least `minimum` bytes; the contents stay, their place may change.
    mutating func grow(to minimum: Int) {
        if minimum >= Self.threshold, !isReserved, minimum <= Self.reservation, let place = Self.reserve() {
            place.copyMemory(from: base, byteCount: bytes)
            free(base)
            base = place
            bytes = Self.reservation
            isReserved = true
            return
        }
        // Where no address space can be had, as under a limit of it, the block moves as it grows.
        guard !isReserved, let block = realloc(base, minimum) else { preconditionFailure("out of memory") }
        base = block
        bytes = minimum
    }

    private static func reserve() -> UnsafeMutableRawPointer? {
        #if os(Linux)
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        #else
        let flags = MAP_PRIVATE | MAP_ANON
        #endif
        guard let place = mmap(nil, reservation, PROT_READ | PROT_WRITE, flags, -1, 0), place != MAP_FAILED else {
            return nil
        }
        #if os(Linux)
        // One fault for 2 MiB in place of 512; a kernel that refuses changes nothing but the time.
        _ = madvise(place, reservation, MADV_HUGEPAGE)
        #endif
        return place
    }
}
