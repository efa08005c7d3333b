import CSwiftRuntime
import Foundation
import TraceModel

/// The log that an observed program kept of the objects of watched types: every retain and every release.
///
/// The file is another process's: whatever it says is checked before it is followed.
public struct EventLog {
    private let bytes: Data
    /// The chunks that are in memory, by their numbers: where each begins in a copy of that memory.
    private let newest: (chunks: [UInt64: Int], bytes: Data)
    /// The types of which an object was made, by their number.
    let types: [TypeDefinition]
    private let eventCount: Int
    /// How many events there were that the file had no room for.
    let leftOut: Int

    /// Opens the log that belongs to a stream; nil where there is none.
    public init?(stream path: String) {
        guard path.hasSuffix(".stream") else { return nil }
        let log = URL(fileURLWithPath: path.dropLast("stream".count) + "events")
        guard let begun = try? Data(contentsOf: log, options: .alwaysMapped), begun.count >= Self.head,
            begun.prefix(Self.magic.count).elementsEqual(Self.magic)
        else { return nil }
        // The program may be running. A chunk that leaves its memory meanwhile is in the file, so that this is read last.
        let taken = Self.field(\.taken, of: begun)
        let before = Self.chunkNumbers(begun)
        let memory = Data(begun[Self.newest..<Self.head])
        let stayed = zip(before, Self.chunkNumbers(begun)).enumerated().filter { $1.0 == $1.1 }
        guard let bytes = try? Data(contentsOf: log, options: .alwaysMapped), bytes.count >= Self.head else {
            return nil
        }
        self.bytes = bytes
        // Behind the chunks that were written there may be those that are in memory.
        let written = UInt64((bytes.count - Self.head) / Self.chunk)
        let known = stayed.filter { $1.0 < written + UInt64(DZT_LOG_CHUNKS) }
        newest = (Dictionary(known.map { ($1.0, $0 * Self.chunk) }) { $1 }, memory)
        let chunks = max(written, known.map { $1.0 + 1 }.max() ?? 0)
        eventCount = Int(min(taken, chunks * UInt64(DZT_LOG_CHUNK), Self.field(\.capacity, of: bytes)))
        leftOut = Int(clamping: taken - UInt64(eventCount))
        let typeCount = min(Self.field(\.type_count, of: bytes), UInt32(DZT_LOG_TYPES))
        types = (0..<Int(typeCount)).map { number in
            let place = Self.offset(\.types) + number * MemoryLayout<dzt_logged_type>.stride
            var type = TypeDefinition(
                id: TypeID(rawValue: Int32(number + 1)), name: Self.text(bytes, place, of: \dzt_logged_type.name))
            let module = Self.text(bytes, place, of: \dzt_logged_type.module)
            type.module = module.isEmpty ? nil : module
            (type.role, type.origin) = (.subject, .user)
            return type
        }
    }

    /// The type of the first object that was made.
    public var firstType: String? { types.first?.name }

    /// Whether an object was made of a type that is called so, or whose path ends so: `Inner` is `Module.Outer.Inner`, too.
    public func tells(of name: String) -> Bool {
        types.contains { type in
            let whole = "\(type.module ?? "").\(type.name)"
            return [whole, String(cString: dzt_without_arguments(whole))].contains {
                $0 == name || $0.hasSuffix(".\(name)")
            }
        }
    }

    /// Calls `body` with the events in their order; what was never written is left out.
    func forEachEvent(_ body: (_ event: LoggedEvent) throws -> Void) rethrows {
        for first in stride(from: 0, to: eventCount, by: Int(DZT_LOG_CHUNK)) {
            let chunk = first / Int(DZT_LOG_CHUNK)
            let inMemory = newest.chunks[UInt64(chunk)]
            let (source, start) = (inMemory == nil ? bytes : newest.bytes, inMemory ?? Self.head + chunk * Self.chunk)
            guard start + Self.chunk <= source.count else { continue }
            for place in 0..<min(Int(DZT_LOG_CHUNK), eventCount - first) {
                let event: dzt_event = Self.load(source, start + place * MemoryLayout<dzt_event>.stride)
                if let event = LoggedEvent(event) { try body(event) }
            }
        }
    }

    /// The call stacks, by the numbers that events have of them.
    var stacks: [UInt16: [UInt]] {
        var found: [UInt16: [UInt]] = [:]
        for place in 0..<Int(DZT_LOG_STACKS) {
            let stack: dzt_logged_stack = Self.load(bytes, Self.stacks + place * MemoryLayout<dzt_logged_stack>.stride)
            guard stack.depth > 0 else { continue }
            let frames = withUnsafeBytes(of: stack.frames) { $0.bindMemory(to: UInt64.self).map { UInt($0) } }
            found[UInt16(place + 1)] = Array(frames.prefix(Int(clamping: stack.depth)))
        }
        return found
    }

    /// The call stacks that let go of a reference.
    var releasingStacks: Set<UInt16> {
        var found = [Bool](repeating: false, count: Int(UInt16.max) + 1)
        forEachEvent { if $0.kind == .release || $0.kind == .lastRelease { found[Int($0.detail)] = true } }
        return Set((0...UInt16.max).filter { found[Int($0)] })
    }

    /// The files that the process was made of.
    var images: [CodeImage] {
        (0..<Int(min(Self.field(\.image_count, of: bytes), UInt32(DZT_LOG_IMAGES)))).compactMap { number in
            let place = Self.offset(\.images) + number * MemoryLayout<dzt_logged_image>.stride
            let (begin, end): (UInt64, UInt64) = (Self.load(bytes, place), Self.load(bytes, place + 8))
            guard begin <= end else { return nil }
            return CodeImage(
                path: Self.text(bytes, place, of: \dzt_logged_image.path), begin: UInt(begin), end: UInt(end))
        }
    }

    private static let stacks = MemoryLayout<dzt_log>.size
    private static let newest = stacks + Int(DZT_LOG_STACKS) * MemoryLayout<dzt_logged_stack>.stride
    private static let chunk = Int(DZT_LOG_CHUNK) * MemoryLayout<dzt_event>.stride
    private static let head = newest + Int(DZT_LOG_CHUNKS) * chunk
    private static let magic = Array(DZT_LOG_MAGIC.utf8)

    private static func offset<Value>(_ field: KeyPath<dzt_log, Value>) -> Int {
        MemoryLayout<dzt_log>.offset(of: field) ?? 0
    }

    private static func field<Value: BitwiseCopyable>(_ field: KeyPath<dzt_log, Value>, of bytes: Data) -> Value {
        load(bytes, offset(field))
    }

    private static func load<Value: BitwiseCopyable>(_ bytes: Data, _ place: Int) -> Value {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Value.self) }
    }

    /// Which chunks are in memory, by their places there.
    private static func chunkNumbers(_ bytes: Data) -> [UInt64] {
        (0..<Int(DZT_LOG_CHUNKS)).map { load(bytes, offset(\.chunks) + $0 * MemoryLayout<UInt64>.stride) }
    }

    /// Text of a field, up to its end.
    private static func text<Part, Letters>(_ bytes: Data, _ place: Int, of field: KeyPath<Part, Letters>) -> String {
        let begin = place + (MemoryLayout<Part>.offset(of: field) ?? 0)
        return String(decoding: bytes[begin..<begin + MemoryLayout<Letters>.size].prefix { $0 != 0 }, as: UTF8.self)
    }
}

/// An event as the log has it.
struct LoggedEvent {
    /// What happened.
    enum Kind: UInt64 {
        case typed = 1
        case made, retain, release, lastRelease, gone, left
    }

    let kind: Kind
    /// Where the object is: its identity until it dies.
    let address: UInt64
    /// The number of the call stack, 0 for none; or what the kind says.
    let detail: UInt16

    /// Nil for what was never written.
    init?(_ event: dzt_event) {
        guard let kind = Kind(rawValue: event & 0xF) else { return nil }
        self.kind = kind
        address = event & 0xFFFF_FFFF_FFF0
        detail = UInt16(event >> 48)
    }

    /// Of one that will be made: the number of its type, from 0, and its size.
    var type: (number: Int, bytes: Int) {
        let (words, number) = Int(detail).quotientAndRemainder(dividingBy: Int(DZT_LOG_TYPES))
        return (number, words * MemoryLayout<UInt>.size)
    }
}
