public import TraceModel

/// Cells: the variables that functions share, and cells of one function that follow such a variable weakly.
///
/// A cell's first slot is its content. A follower holds its content as a weak slot does. Its second slot is a weak
/// reference to the cell of the variable, of which no event tells: by it the variable finds its followers, and either
/// may die first.
extension SimulatedHeap {
    /// Makes a cell that holds weakly what another one holds, now and after every store; a temporary of `frame`.
    ///
    /// The follower of a follower follows the variable itself.
    public mutating func makeFollower(of cell: Handle, frame: OwnerID) -> Handle {
        let follower = allocate(StandardType.cell, kind: .cell, bytes: ObjectSizes.cell, capacity: 2)
        headers[Int(follower.index)].flags.insert(.weakElements)
        retain(follower, by: frame, .temporary)
        let field = slotField(0, of: cell)
        let content = content(of: cell)
        retain(content, by: frame, .temporary)
        appendSlot(content, field: field, to: follower, movedFrom: frame)
        guard let variable = variable(of: cell) else { return follower }
        let entry = link(
            to: variable, owner: owner(Int(follower.index)), field: field, object: follower.index, hasCallback: false,
            isSilent: true)
        let place = Int(headers[Int(follower.index)].slots) + 1
        slots[place] = StoredSlot(Value(tag: .weak, bits: UInt64(entry)), field: .temporary)
        headers[Int(follower.index)].slotCount = 2
        return follower
    }

    /// The cell of the variable that a cell stands for: itself, or the one that it follows; nil where that is gone.
    private func variable(of cell: Handle) -> Handle? {
        guard headers[Int(cell.index)].flags.contains(.weakElements) else { return cell }
        return slotCount(of: cell) > 1 ? referent(of: slot(1, of: cell)) : nil
    }

    /// What a cell holds, without recording a read.
    public func content(of cell: Handle) -> Value {
        let stored = slot(0, of: cell)
        guard headers[Int(cell.index)].flags.contains(.weakElements) else { return stored }
        if stored.tag == .weak { return referent(of: stored).map { Value($0) } ?? .none }
        guard let method = stored.handle, holdsReceiverWeakly(method) else { return stored }
        return referent(of: slot(1, of: method)) == nil ? .none : stored
    }

    /// Stores a value, given away by `frame`, in the cell of a variable; what stood there is released afterwards.
    ///
    /// Code of the program may have to run when this returns: see ``pendingCall``.
    ///
    /// - Complexity: O(followers).
    public mutating func setCell(_ cell: Handle, to value: Value, movedFrom frame: OwnerID) {
        for follower in followers(of: cell) where isLive(follower) {
            retain(value, by: frame, .temporary)
            replaceSlot(0, with: value, of: follower.handle, movedFrom: frame)
        }
        replaceSlot(0, with: value, of: cell, movedFrom: frame)
    }

    /// Unbinds a variable.
    ///
    /// Code of the program may have to run when this returns.
    public mutating func clearCell(_ cell: Handle) {
        for follower in followers(of: cell) where isLive(follower) { clearSlot(0, of: follower.handle) }
        clearSlot(0, of: cell)
    }

    /// How many cells follow a variable.
    public func followerCount(of cell: Handle) -> Int { Int(headers[Int(cell.index)].weakCount) }

    /// The cells that follow a variable, the newest first, each with its id: what one lets go of may end another.
    private func followers(of cell: Handle) -> [(handle: Handle, id: UInt32)] {
        var followers: [(handle: Handle, id: UInt32)] = []
        var next = headers[Int(cell.index)].weakHead
        while next != 0 {
            let entry = weakEntries[Int(next)]
            followers.append((Handle(index: entry.object), headers[Int(entry.object)].id))
            next = entry.next
        }
        return followers
    }

    private func isLive(_ follower: (handle: Handle, id: UInt32)) -> Bool {
        let header = headers[Int(follower.handle.index)]
        return header.id == follower.id && header.flags.contains(.inUse) && !header.flags.contains(.dead)
    }
}
