public import TraceModel

/// The names that events use, and how many of them the tracker has not seen yet.
struct Definitions {
    var names = TraceNames()
    var reported = (types: 0, fields: 0, sites: 0)
    var fieldIDs: [FieldKey: FieldID] = [:]
    /// By the number of a site: where the call that was made there last ended, and the place of that end.
    var newestEnds: [(callee: SiteID, end: SiteID)] = []
    /// Where calls end, by the place of the call and the function.
    var ends: [EndKey: SiteID] = [:]

    struct EndKey: Hashable {
        var call: SiteID
        var function: String
    }

    struct FieldKey: Hashable {
        var name: String
        var declaringType: TypeID?
    }

    /// What was defined since the last call.
    mutating func takeNew() -> TraceNames {
        var new = TraceNames()
        new.types = Array(names.types[reported.types...])
        new.fields = Array(names.fields[reported.fields...])
        new.sites = Array(names.sites[reported.sites...])
        reported = (names.types.count, names.fields.count, names.sites.count)
        return new
    }
}

extension SimulatedHeap {
    /// Defines a type that objects can have.
    ///
    /// - Parameters:
    ///   - name: the name in the source.
    ///   - base: the type it inherits from.
    ///   - hasFinalizer: whether ``PendingCall/finalizer(_:)`` must run before an instance dies.
    /// - Returns: its id.
    public mutating func defineType(_ name: String, base: TypeID? = nil, hasFinalizer: Bool = false) -> TypeID {
        let id = TypeID(rawValue: Int32(definitions.names.types.count + 1))
        definitions.names.types.append(TypeDefinition(id: id, name: name, base: base))
        layouts.append(TypeLayout(hasFinalizer: hasFinalizer))
        _ = shapes.append(repeating: 0, count: Self.sharedNames)
        return id
    }

    /// The field of this name, defined at its first use.
    ///
    /// - Parameters:
    ///   - name: the name in the source.
    ///   - declaringType: the type whose slot it is; nil for a frame's name or a container's key.
    ///   - isWeak: whether the design makes the slot weak; heeded at the first use.
    /// - Returns: its id, the same for the same name and type.
    public mutating func defineField(_ name: String, declaringType: TypeID? = nil, isWeak: Bool = false) -> FieldID {
        let key = Definitions.FieldKey(name: name, declaringType: declaringType)
        if let known = definitions.fieldIDs[key] { return known }
        let id = FieldID(rawValue: Int32(definitions.names.fields.count + 1))
        definitions.names.fields.append(FieldDefinition(id: id, name: name, declaringType: declaringType))
        definitions.fieldIDs[key] = id
        weakFields.append(isWeak)
        return id
    }

    /// Defines a place in the source.
    ///
    /// Every call defines another: callers keep what they get.
    public mutating func defineSite(
        file: String, line: Int, column: Int = 0, function: String = SiteDefinition.moduleFunction, statement: String,
        returned: String? = nil
    ) -> SiteID {
        let id = SiteID(rawValue: UInt32(definitions.names.sites.count + 1))
        definitions.names.sites.append(
            SiteDefinition(
                id: id, file: file, line: line, column: column, function: function, statement: statement,
                returned: returned))
        return id
    }

    /// Goes to the end of the call that was made at `call`, as it returns from the current place: what its frame
    /// releases is released there.
    ///
    /// - Complexity: O(1), a lookup by hash where one place calls now this function, now that.
    public mutating func enterReturn(to call: SiteID) {
        guard isRecording, call != .none, site != .none else { return }
        let place = Int(call.rawValue)
        if place < definitions.newestEnds.count, definitions.newestEnds[place].callee == site {
            site = definitions.newestEnds[place].end
            return
        }
        let end = defineReturn(from: site, to: call)
        if place >= definitions.newestEnds.count {
            let missing = place + 1 - definitions.newestEnds.count
            definitions.newestEnds += repeatElement((.none, .none), count: missing)
        }
        definitions.newestEnds[place] = (site, end)
        site = end
    }

    private mutating func defineReturn(from callee: SiteID, to call: SiteID) -> SiteID {
        guard let callee = definition(of: callee), let caller = definition(of: call) else { return call }
        let key = Definitions.EndKey(call: call, function: callee.function)
        if let known = definitions.ends[key] { return known }
        let end = defineSite(
            file: caller.file, line: caller.line, column: caller.column, function: caller.function,
            statement: caller.statement, returned: callee.function)
        definitions.ends[key] = end
        return end
    }

    /// A holder that is no object and never counted: a call's frame, a class's attributes.
    public mutating func makeFrame() -> OwnerID {
        lastFrame -= 1
        return OwnerID(rawValue: lastFrame)
    }

    /// Whether the design makes a field weak.
    @inline(__always)
    public func isWeak(_ field: FieldID) -> Bool { field.rawValue > 0 && weakFields[Int(field.rawValue)] }

    /// A place in the source; nil for `SiteID.none`.
    public func definition(of site: SiteID) -> SiteDefinition? {
        site == .none ? nil : definitions.names.sites[Int(site.rawValue) - 1]
    }

    /// The name of a field; nil for an element or a temporary.
    public func name(of field: FieldID) -> String? {
        field.rawValue > 0 ? definitions.names.fields[Int(field.rawValue) - 1].name : nil
    }

    /// The name of a type.
    public func name(of type: TypeID) -> String { definitions.names.types[Int(type.rawValue) - 1].name }
}
