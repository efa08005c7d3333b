import TraceModel

/// Which types, fields and sites a run defines: an event that names another one was not recorded by us.
struct DefinedNames {
    private let types: IDSet
    private let fields: IDSet
    private let sites: IDSet

    init(_ names: TraceNames) {
        types = IDSet(names.types.map { Int64($0.id.rawValue) })
        fields = IDSet(names.fields.map { Int64($0.id.rawValue) })
        sites = IDSet(names.sites.map { Int64($0.id.rawValue) })
    }

    /// What is wrong with the names of an event; nil where nothing is.
    ///
    /// - Complexity: O(1).
    func problem(_ event: Event) -> String? {
        let site = event.site
        if site != .none && !sites.contains(Int64(site.rawValue)) {
            return "site \(site.rawValue), which does not exist"
        }
        let field = event.field.rawValue
        switch event.kind {
        case .allocate:
            let type = event.owner.rawValue
            if !types.contains(Int64(type)) { return "type \(type), which does not exist" }
            if UInt8(exactly: field).flatMap(ObjectKind.init) == nil { return "the unknown kind of object \(field)" }
        case .retain, .release, .weakMade, .weakRead, .weakCleared, .weakDropped:
            if field > 0 && !fields.contains(Int64(field)) { return "field \(field), which does not exist" }
        case .deinitialize, .collectionBegan, .collectionEnded, .statement, .iteration, .mark:
            break
        }
        return nil
    }
}

/// Numbers above 0: those up to a bound, and others one by one.
private struct IDSet {
    private let dense: Int64
    private let others: Set<Int64>

    init(_ ids: [Int64]) {
        let all = Set(ids)
        var bound: Int64 = 0
        while all.contains(bound + 1) { bound += 1 }
        dense = bound
        others = all.filter { $0 > bound }
    }

    func contains(_ id: Int64) -> Bool { id > 0 && (id <= dense || others.contains(id)) }
}
