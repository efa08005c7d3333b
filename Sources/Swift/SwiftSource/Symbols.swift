import CSwiftRuntime
import TraceModel

/// Looks addresses of code up: the functions and places in sources that they belong to.
struct Symbols {
    private var code = Symbolicator()
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
        code = Symbolicator(addresses)
    }

    /// The site of the innermost frame that is the program's own code.
    mutating func site(of frames: Frames, depth: UInt32, in names: inout TraceNames) -> SiteID {
        site(code.place(of: Self.addresses(frames, depth)), in: &names)
    }

    /// The site of a function's code.
    mutating func site(of function: UnsafeRawPointer, in names: inout TraceNames) -> SiteID {
        let own = code[UInt(bitPattern: function) &+ 1].first
        if let own, own.isOfProgram { return site(own, in: &names) }
        // A forwarder of a partial application (`TA`) has no line; the function that it calls has.
        guard let name = own?.symbol, name.hasSuffix("TA") else { return .none }
        let called = Self.callees(of: function).lazy.compactMap { [code] in code[$0 &+ 1].last }
        return site(called.first { $0.symbol == name.dropLast(2) && $0.isOfProgram }, in: &names)
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

    private mutating func site(_ place: Symbolicator.Place?, in names: inout TraceNames) -> SiteID {
        guard let place else { return .none }
        var site = sources.site(of: place)
        let key = "\(site.file):\(site.line)"
        if let known = sites[key] { return known }
        site.id = SiteID(rawValue: UInt32(truncatingIfNeeded: names.sites.count + 1))
        names.sites.append(site)
        sites[key] = site.id
        return site.id
    }

    private static func addresses(_ frames: Frames, _ depth: UInt32) -> [UInt] {
        withUnsafeBytes(of: frames) { bytes in bytes.bindMemory(to: UInt.self).prefix(Int(depth)).map { $0 } }
    }
}
