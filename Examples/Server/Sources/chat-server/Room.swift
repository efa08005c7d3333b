/// A room, which its members are in.
final class Room {
    let name: String
    private(set) var members: [Member] = []
    init(name: String) { self.name = name }

    func join(_ member: Member) { members.append(member) }
    func leave(_ member: Member) { members.removeAll { $0 === member } }
}

/// A member, who says goodbye when leaving.
final class Member {
    let name: String
    var onLeave: (() -> Void)?
    init(name: String) { self.name = name }

    /// Planted: the closure captures the member that keeps it.
    func enter(_ room: Room) {
        room.join(self)
        onLeave = { print("\(self.name) leaves \(room.name)") }
    }
}

/// Every room there is.
@MainActor final class Registry {
    static let shared = Registry()
    private var rooms: [String: Room] = [:]

    func room(_ name: String) -> Room {
        if let room = rooms[name] { return room }
        let room = Room(name: name)
        rooms[name] = room
        return room
    }
}
