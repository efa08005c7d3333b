public import TraceModel

/// The clearings of a run that are still to come in a run.
struct ClearingPlan {
    /// A moment beside a statement.
    private struct Place: Hashable {
        var site: SiteID
        var occurrence: Int
        var moment: Clearing.Moment
    }

    private var waiting: [Place: [Clearing]] = [:]
    /// How often the statements that count had begun.
    private var begun: [SiteID: Int] = [:]
    /// What is due once the newest statement of a frame is over.
    private var armed: [OwnerID: [Clearing]] = [:]
    /// The objects that count, by their numbers.
    private var wanted: Set<UInt32> = []
    /// Where those of them are that have come into being.
    private var handles: [UInt32: Handle] = [:]

    init(_ clearings: [Clearing]) {
        for clearing in clearings {
            let place = Place(site: clearing.site, occurrence: clearing.occurrence, moment: clearing.moment)
            waiting[place, default: []].append(clearing)
            begun[clearing.site] = 0
            wanted.insert(clearing.object.rawValue)
        }
    }

    mutating func note(_ object: UInt32, at index: UInt32) {
        if wanted.contains(object) { handles[object] = Handle(index: index) }
    }

    func handle(of object: ObjectID) -> Handle? { handles[object.rawValue] }

    /// What is due as a statement begins.
    mutating func begin(_ site: SiteID, frame: OwnerID) -> [Clearing] {
        let over = end(frame)
        guard let count = begun[site] else { return over }
        begun[site] = count + 1
        let due = waiting.removeValue(forKey: Place(site: site, occurrence: count + 1, moment: .before)) ?? []
        if let later = waiting.removeValue(forKey: Place(site: site, occurrence: count + 1, moment: .after)) {
            armed[frame] = later
        }
        return over + due
    }

    /// What is due as the newest statement of a frame is over.
    mutating func end(_ frame: OwnerID) -> [Clearing] {
        armed.isEmpty ? [] : armed.removeValue(forKey: frame) ?? []
    }
}

/// Stores of None that a replay adds to a program; see `Clearing`.
extension SimulatedHeap {
    /// What is due as a statement begins; each is handed to ``clear(_:frame:)``.
    public mutating func clearingsDue(beginning site: SiteID, frame: OwnerID) -> [Clearing] {
        clearings?.begin(site, frame: frame) ?? []
    }

    /// What is due as the newest statement of a frame is over.
    public mutating func clearingsDue(ending frame: OwnerID) -> [Clearing] { clearings?.end(frame) ?? [] }

    /// Stores None in a slot, if the object lives and the slot holds something.
    ///
    /// Code of the program may have to run when this returns: see ``pendingCall``.
    public mutating func clear(_ clearing: Clearing, frame: OwnerID) {
        guard let handle = clearings?.handle(of: clearing.object) else { return }
        let header = headers[Int(handle.index)]
        guard header.id == clearing.object.rawValue, header.flags.contains(.inUse), !header.flags.contains(.dead)
        else { return }
        switch header.kind {
        case .instance:
            guard let position = position(named: clearing.field, in: handle) else { return }
            replaceSlot(position, with: .none, of: handle, movedFrom: frame)
        case .function:
            for place in 0..<slotCount(of: handle) {
                guard let closure = slot(place, of: handle).handle, kind(of: closure) == .container,
                    let position = position(named: clearing.field, in: closure),
                    let cell = slot(position, of: closure).handle, kind(of: cell) == .cell
                else { continue }
                setCell(cell, to: .none, movedFrom: frame)
                return
            }
        default: return
        }
    }

    private func position(named name: String, in handle: Handle) -> Int? {
        (0..<slotCount(of: handle)).first { place in
            let field = slotField(place, of: handle)
            return field.rawValue > 0 && slot(place, of: handle).handle != nil
                && definitions.names.fields[Int(field.rawValue) - 1].name == name
        }
    }
}
