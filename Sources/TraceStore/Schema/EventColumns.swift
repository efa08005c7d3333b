import TraceModel

/// Which columns of `event` a kind leaves blank, by the table of ``/TraceModel/Event``.
struct EventColumns: OptionSet {
    let rawValue: UInt8

    static let object = EventColumns(rawValue: 1)
    static let owner = EventColumns(rawValue: 2)
    static let field = EventColumns(rawValue: 4)
    static let site = EventColumns(rawValue: 8)

    /// The blank columns of a kind: stored as NULL where they are 0, which costs no byte.
    ///
    /// A column that a source fills all the same is kept.
    @inline(__always)
    static func blank(_ kind: EventKind) -> EventColumns {
        switch kind {
        case .allocate, .retain, .release, .weakMade, .weakRead, .weakCleared, .weakDropped: []
        case .deinitialize: [.owner, .field]
        case .collectionBegan, .collectionEnded, .statement: [.object, .field]
        case .iteration: [.object, .owner, .field]
        case .mark: [.object, .owner, .field, .site]
        }
    }

    /// Whether a column of a kind is stored as NULL.
    @inline(__always)
    func isNull(_ column: EventColumns, _ value: Int64) -> Bool { value == 0 && contains(column) }
}
