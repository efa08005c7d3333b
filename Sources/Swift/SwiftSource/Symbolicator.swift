import TraceModel

#if canImport(Runtime)
import Foundation
import Runtime
#endif

/// Finds the functions and lines of addresses of code: by ``LLVMSymbolizer``, and where that is not there by the toolchain's
/// own `Runtime` module.
struct Symbolicator {
    /// A place in a source; an inlined call is one of its own before the one that it stands in.
    struct Place {
        var path: String
        var line: Int
        /// The mangled name of the function, and how people read it.
        var symbol, function: String

        /// Whether it is the program's own code: not the toolchain's, not what the compiler made up, and not ours.
        var isOfProgram: Bool {
            line > 0 && !path.hasPrefix("<") && !path.contains("/swift-source/")
                && !path.hasPrefix("/home/build-user/") && !symbol.hasSuffix("fC") && !path.contains("@__swiftmacro_")
                && !isOurs
        }

        /// Whether it is a function of Swift's that somebody wrote, as far as its name tells.
        ///
        /// It is not the standard library's and not what the compiler made up. Its line may be unknown.
        var isOfFunction: Bool {
            symbol.hasPrefix("$s") && !symbol.hasPrefix("$ss") && !symbol.hasPrefix("$sS") && !symbol.hasSuffix("fC")
                && !symbol.hasSuffix("TA") && !symbol.dropLast().hasSuffix("WO") && !isOurs || symbol == "main"
        }

        private var isOurs: Bool { Self.ours.contains { symbol.hasPrefix($0) } }

        private static let ours = [
            "$s18DezeroTraceTesting", "$s17DezeroTraceXCTest", "$s16HeapExpectations", "$s11SwiftSource",
            "dezero_trace_main",
        ]
    }

    private let places: [UInt: [Place]]

    /// Looks addresses up, in these files; nil for the files of this process.
    init(_ addresses: Set<UInt>, in images: [CodeImage]? = nil) {
        let addresses = addresses.sorted()
        guard !addresses.isEmpty else {
            places = [:]
            return
        }
        places =
            LLVMSymbolizer()?.places(of: addresses, in: images ?? CodeImage.ofThisProcess())
            ?? Self.places(of: addresses, in: images)
    }

    /// No address was looked up.
    init() { places = [:] }

    /// What stands at an address, innermost first.
    subscript(_ address: UInt) -> [Place] { places[address] ?? [] }

    /// The innermost of these frames that is the program's own.
    func place(of stack: some Sequence<UInt>) -> Place? {
        stack.lazy.flatMap { places[$0] ?? [] }.first(where: \.isOfProgram)
    }
}

#if canImport(Runtime)
extension Symbolicator {
    private static let batch = 64
    /// So long the files of another process are read; what is not found by then has no place.
    private static let patience = Duration.seconds(20)

    /// A mangled name as people read it: `Registry.add(_:)`.
    static func functionName(_ symbol: String) -> String {
        SymbolicatedBacktrace.Symbol(imageIndex: 0, imageName: "", rawName: symbol, offset: 0, sourceLocation: nil).name
    }

    /// What `Runtime` finds.
    ///
    /// The coded form of a `Backtrace` is JSON around two compact forms (docs/CompactBacktraceFormat.md and
    /// docs/CompactImageMapFormat.md of github.com/swiftlang/swift): frames, each a byte 0x2f and eight bytes, big end
    /// first, between the version 2 and the end 0; and the files.
    static func places(of addresses: [UInt], in images: [CodeImage]?) -> [UInt: [Place]] {
        guard let own = try? Backtrace.capture(limit: 1, images: .capture()),
            let coded = try? JSONEncoder().encode(own),
            var fields = try? JSONSerialization.jsonObject(with: coded) as? [String: Any]
        else { return [:] }
        if let images { fields["imageMap"] = Data(compact(images)).base64EncodedString() }
        var found: [UInt: [Place]] = [:]
        let begin = ContinuousClock.now
        for start in stride(from: 0, to: addresses.count, by: batch)
        where images == nil || ContinuousClock.now - begin < patience {
            let part = addresses[start..<min(start + batch, addresses.count)]
            var bytes: [UInt8] = [0x02]
            for address in part {
                bytes.append(0x2F)
                withUnsafeBytes(of: UInt64(address).bigEndian) { bytes += $0 }
            }
            bytes.append(0)
            fields["backtrace"] = Data(bytes).base64EncodedString()
            guard let data = try? JSONSerialization.data(withJSONObject: fields),
                let backtrace = try? JSONDecoder().decode(Backtrace.self, from: data),
                let symbolicated = backtrace.symbolicated(
                    options: [.showInlineFrames, .showSourceLocations, .useSymbolCache])
            else { continue }
            for frame in symbolicated.frames {
                guard let address = UInt(frame.captured.originalProgramCounter), let symbol = frame.symbol else {
                    continue
                }
                found[address, default: []].append(
                    Place(
                        path: symbol.sourceLocation?.path ?? "", line: symbol.sourceLocation?.line ?? 0,
                        symbol: symbol.rawName, function: symbol.name))
            }
        }
        return found
    }

    /// The version, the platform, then the files in the order of their addresses: a head that says how many bytes of
    /// address and of length follow, these, no identity, and the path.
    private static func compact(_ images: [CodeImage]) -> [UInt8] {
        var bytes: [UInt8] = [0x02]
        let platform = "Linux"
        append(platform.utf8.count, to: &bytes)
        bytes += platform.utf8
        append(images.count, to: &bytes)
        for image in images.sorted(by: { $0.begin < $1.begin }) {
            bytes.append(7 << 3 | 7)
            withUnsafeBytes(of: UInt64(image.begin).bigEndian) { bytes += $0 }
            withUnsafeBytes(of: UInt64(image.end &- image.begin).bigEndian) { bytes += $0 }
            append(0, to: &bytes)
            append(image.path, to: &bytes)
        }
        return bytes
    }

    /// In pieces of at most 63 bytes, and an end.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(63)
            bytes.append(UInt8(piece.count))
            bytes += piece
            rest = rest.dropFirst(63)
        }
        bytes.append(0)
    }

    /// Seven bits a byte, the most significant first, the highest bit set on all but the last.
    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        var groups = [UInt8(number & 0x7F)]
        var rest = number >> 7
        while rest > 0 {
            groups.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes += groups.reversed()
    }
}
#else
extension Symbolicator {
    static func functionName(_ symbol: String) -> String { symbol }

    static func places(of addresses: [UInt], in images: [CodeImage]?) -> [UInt: [Place]] { [:] }
}
#endif
