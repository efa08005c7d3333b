import CSwiftRuntime
import TraceModel

#if canImport(Runtime)
import Foundation
import Runtime
#endif

/// Looks addresses of code up: the functions and places in sources that they belong to.
///
/// The toolchain's own `Runtime` module does it, in this process.
struct Symbols {
    /// A place in a source.
    fileprivate struct Place {
        var file: String
        var line: Int
        var function: String
    }

    private var places: [UInt: [Place]] = [:]
    private var sites: [String: SiteID] = [:]
    private var sources = SourceLines()

    /// No address was looked up yet.
    init() {}

    /// So many objects' allocations are looked up; those of one place share their addresses.
    private static let mostObjects = 20_000

    /// Return addresses, innermost first, as C keeps them: so many as `DZT_FRAMES` says.
    typealias Frames = (
        UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?,
        UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?,
        UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?
    )

    /// Looks up where objects were made, the code of closures, and where stores are written.
    mutating func look(
        up objects: UnsafeBufferPointer<dzt_object>, _ references: UnsafeBufferPointer<dzt_reference>,
        _ stores: [dzt_store]
    ) {
        var addresses: Set<UInt> = []
        for object in objects.prefix(Self.mostObjects) {
            addresses.formUnion(Self.addresses(object.frames, object.depth))
        }
        for store in stores.prefix(Self.mostObjects) { addresses.formUnion(Self.addresses(store.frames, store.depth)) }
        for reference in references {
            // A return address stands behind the call: a function's first byte is looked up as one byte on.
            guard let code = reference.code else { continue }
            addresses.insert(UInt(bitPattern: code) &+ 1)
            addresses.formUnion(Self.callees(of: code).map { $0 &+ 1 })
        }
        places = Self.symbolicated(addresses.sorted())
    }

    /// The site of the innermost frame that is the program's own code.
    mutating func site(of frames: Frames, depth: UInt32, in names: inout TraceNames) -> SiteID {
        let frames = Self.addresses(frames, depth).lazy.flatMap { [places] in places[$0] ?? [] }
        return site(frames.first(where: Self.isOfProgram), in: &names)
    }

    /// The site of a function's code.
    mutating func site(of code: UnsafeRawPointer, in names: inout TraceNames) -> SiteID {
        let own = places[UInt(bitPattern: code) &+ 1]?.first
        if let own, Self.isOfProgram(own) { return site(own, in: &names) }
        // A forwarder of a partial application (`TA`) has no line; the function that it calls has.
        guard let name = own?.function, name.hasSuffix("TA") else { return .none }
        let called = Self.callees(of: code).lazy.compactMap { [places] in places[$0 &+ 1]?.last }
        return site(called.first { $0.function == name.dropLast(2) && Self.isOfProgram($0) }, in: &names)
    }

    /// Where the first bytes of a function may call or jump to: e8 or e9, then the distance from the next instruction.
    private static func callees(of code: UnsafeRawPointer) -> [UInt] {
        (0..<59).compactMap { place in
            let operation = code.load(fromByteOffset: place, as: UInt8.self)
            guard operation == 0xE8 || operation == 0xE9 else { return nil }
            let distance = code.loadUnaligned(fromByteOffset: place + 1, as: Int32.self)
            let target = code + place + 5 + Int(distance)
            return dzt_is_program_address(target) ? UInt(bitPattern: target) : nil
        }
    }

    private mutating func site(_ place: Place?, in names: inout TraceNames) -> SiteID {
        guard let place else { return .none }
        // The folder and the file tell a place in a package.
        let file = place.file.split(separator: "/").suffix(2).joined(separator: "/")
        let key = "\(file):\(place.line)"
        if let known = sites[key] { return known }
        let id = SiteID(rawValue: UInt32(truncatingIfNeeded: names.sites.count + 1))
        names.sites.append(
            SiteDefinition(
                id: id, file: file, line: place.line, column: 0, function: place.function,
                statement: sources.line(place.line, of: place.file)))
        sites[key] = id
        return id
    }

    /// Whether code is a closure, or a method made a value, inside of a type's own method: then it captured `self`.
    func isMethod(_ code: UnsafeRawPointer, of type: String) -> Bool {
        guard let name = places[UInt(bitPattern: code) &+ 1]?.first?.function else { return false }
        // A mangled name begins with the module, then the type, each with its length before it; a type inside of
        // another, and words that a name repeats, are told in other ways, and not looked for.
        guard name.hasPrefix("$s") else { return false }
        let module = name.dropFirst(2).prefix { $0.isNumber }
        guard let length = Int(module), length < name.count else { return false }
        let rest = name.dropFirst(2 + module.count + length)
        let plain = type.prefix { $0 != "<" }
        return rest.hasPrefix("\(plain.utf8.count)\(plain)")
    }

    private static func addresses(_ frames: Frames, _ depth: UInt32) -> [UInt] {
        withUnsafeBytes(of: frames) { bytes in bytes.bindMemory(to: UInt.self).prefix(Int(depth)).map { $0 } }
    }

    private static func isOfProgram(_ place: Place) -> Bool {
        place.line > 0 && !place.file.hasPrefix("<") && !place.file.contains("/swift-source/")
            && !place.file.hasPrefix("/home/build-user/") && !place.function.hasSuffix("fC")
            && !place.file.contains("@__swiftmacro_")
            && ![
                "$s18DezeroTraceTesting", "$s17DezeroTraceXCTest", "$s16HeapExpectations", "$s11SwiftSource",
            ].contains {
                place.function.hasPrefix($0)
            }
    }
}

#if canImport(Runtime)
extension Symbols {
    /// The `Backtrace` of addresses of one's own: its coded form, in which a frame is a byte 0x2f and eight bytes, big
    /// end first, between the version 2 and the end 0.
    fileprivate static func symbolicated(_ addresses: [UInt]) -> [UInt: [Place]] {
        guard !addresses.isEmpty, let own = try? Backtrace.capture(limit: 1, images: .capture()),
            let coded = try? JSONEncoder().encode(own),
            var fields = try? JSONSerialization.jsonObject(with: coded) as? [String: Any]
        else { return [:] }
        var found: [UInt: [Place]] = [:]
        for start in stride(from: 0, to: addresses.count, by: 256) {
            let part = addresses[start..<min(start + 256, addresses.count)]
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
            // An inlined call is a frame of its own before the one that it stands in.
            for frame in symbolicated.frames {
                guard let address = UInt(frame.captured.originalProgramCounter) else { continue }
                let place = frame.symbol.map {
                    Place(
                        file: $0.sourceLocation?.path ?? "", line: $0.sourceLocation?.line ?? 0, function: $0.rawName)
                }
                if let place { found[address, default: []].append(place) }
            }
        }
        return found
    }
}
#else
extension Symbols {
    fileprivate static func symbolicated(_ addresses: [UInt]) -> [UInt: [Place]] { [:] }
}
#endif
