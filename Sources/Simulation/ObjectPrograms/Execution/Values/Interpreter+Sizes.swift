import Foundation
import ReferenceCounting

/// The most elements at once, for people.
private let limit = HeapLimits.elements.formatted(.number.locale(Locale(identifier: "en_US")))

/// Sizes that a program asks for: refused before anything is allocated, in CPython's words where no machine has room,
/// as unsupported where only this machine has none.
extension Interpreter {
    /// What a program can ask for much of.
    enum Sized {
        case list, tuple, text

        /// Bytes that CPython takes for one more.
        fileprivate var bytes: Int { self == .text ? 1 : 8 }

        fileprivate var refusal: Stop {
            switch self {
            case .list: .unsupported("a list of more than \(limit) elements", instead: "make a shorter one")
            case .tuple: .unsupported("a tuple of more than \(limit) elements", instead: "make a shorter one")
            case .text: .unsupported("a text of more than \(limit) bytes", instead: "make a shorter one")
            }
        }
    }

    /// From here on, 64 GiB, a size is one that CPython has no memory for either.
    private static var hopeless: Int { 1 << 36 }

    /// Throws where there can be no list, tuple or text of this size.
    func checkSize(_ count: Int, _ sized: Sized) throws {
        guard count > HeapLimits.elements else { return }
        throw count > Self.hopeless / sized.bytes ? Stop.memoryError : sized.refusal
    }

    /// The same, and asks the heap for room.
    mutating func makeRoom(_ count: Int, _ sized: Sized) throws {
        try checkSize(count, sized)
        if sized == .text { try heap.prepare(text: count) } else { try heap.prepare(container: count) }
    }

    /// The size of `count` repeated `times`, once there is room for it.
    mutating func makeRoom(_ count: Int, times: Int, _ sized: Sized) throws -> Int {
        let (size, overflow) = count.multipliedReportingOverflow(by: Swift.max(times, 0))
        guard !overflow else { throw Stop.memoryError }
        try makeRoom(size, sized)
        return size
    }

    /// Throws where numpy makes no vector of so many numbers, else asks the heap for room.
    mutating func makeRoom(numbers count: Int) throws {
        guard count >= 0 else { throw Stop.valueError("negative dimensions are not allowed") }
        guard count < 1 << 60 else {
            throw Stop.valueError(
                "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.")
        }
        guard count <= HeapLimits.elements else {
            guard count > Self.hopeless / 8 else {
                throw Stop.unsupported(
                    "an array of more than \(limit) numbers", instead: "make a smaller one")
            }
            throw Stop.raised(
                "MemoryError",
                "Unable to allocate \(Self.size(8 * count)) for an array with shape (\(count),) and data type float64")
        }
        try heap.prepare(array: ArrayShape(count))
    }

    /// Bytes as numpy writes them where it has none: three digits, `7.28 TiB`.
    private static func size(_ bytes: Int) -> String {
        let units = ["GiB", "TiB", "PiB", "EiB"]
        var (number, unit) = (Double(bytes) / 0x1p30, 0)
        while number.rounded() >= 1024, unit < units.count - 1 {
            number /= 1024
            unit += 1
        }
        let digits = number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2
        return String(format: "%.\(digits)f", number) + (digits == 0 ? ". " : " ") + units[unit]
    }
}
