import TraceModel

/// A finding of an observed run in the making.
struct ObservedFinding {
    /// Unreached objects that one ring, or several that share members, tie or hold.
    struct Component {
        /// The fingerprint of its ring.
        var fingerprint: String
        /// The first object of its ring, by which it is known again.
        let first: ObjectID
        /// Whether its ring is new; else these are objects that an earlier one holds.
        let isNew: Bool
        /// Whether its ring is the user's concern: a member's type is the user's, or nobody's.
        let isInScope: Bool
        /// Instances on the ring.
        private(set) var inCycle: Int
        /// Instances beyond it.
        private(set) var kept: Int
        /// Bytes of everything.
        private(set) var bytes: Int
        /// The instances by type.
        let types: [String: Int]
        /// Whether it is unreached whatever may be.
        var isCertain = true

        /// How many instances it has.
        var objects: Int { inCycle + kept }

        /// The component's objects again, together with what it holds as well.
        func adding(_ other: Component) -> Component {
            var sum = self
            sum.inCycle += other.inCycle
            sum.kept += other.kept
            sum.bytes = bytes.addingReportingOverflow(other.bytes).partialValue
            return sum
        }

        /// Those `members` of a component that count here; `ring` are all of them.
        init(
            fingerprint: String, members: [FindingMember], ofRing ring: [FindingMember], in part: LeakedPart,
            names: NameIndex
        ) {
            self.fingerprint = fingerprint
            first = ring.lazy.filter { $0.role == .inCycle }.map(\.object).min() ?? .none
            isNew = members.contains { $0.role == .inCycle }
            var origins: Set<TypeOrigin?> = []
            var (inCycle, kept, bytes) = (0, 0, 0)
            var types: [String: Int] = [:]
            for member in ring where member.role == .inCycle {
                let type = part.node(of: member.object).map { part.object(Int32($0)).type }
                if let type { origins.insert(names.type(type)?.origin) }
            }
            for member in members {
                guard let node = part.node(of: member.object) else { continue }
                let object = part.object(Int32(node))
                bytes = bytes.addingReportingOverflow(object.bytes).partialValue
                // What libraries make is on the ring, and not what the program is told that it leaks.
                guard object.kind == .instance, names.type(object.type)?.origin != .library else { continue }
                types[names.typeName(object.type), default: 0] += 1
                if member.role == .inCycle { inCycle += 1 } else { kept += 1 }
            }
            isInScope = origins.contains(.user) || !origins.contains(.library)
            (self.inCycle, self.kept, self.bytes, self.types) = (inCycle, kept, bytes, types)
        }
    }

    /// The finding so far.
    private(set) var finding: Finding
    private var ring: [WatchedType: TypeRole] = [:]
    private var near: Set<WatchedType> = []
    private var watchedComponents = 0

    /// A finding of which no component is counted yet; `mark` is where it was seen first.
    init(_ finding: Finding, at mark: Mark) {
        self.finding = finding
        self.finding.left = 0
        self.finding.collected = 0
        self.finding.objectsInCycle = 0
        self.finding.objectsKept = 0
        self.finding.retainedBytes = 0
        self.finding.types = [:]
        self.finding.exclusiveBytes = 0
        self.finding.exclusiveObjects = 0
        self.finding.certainty = .likely
        self.finding.seenAt = mark.name
    }

    /// What to watch in another run, to learn what closes the ring.
    var watchList: WatchList {
        var list = WatchList()
        let subjects = ring.filter { $0.value == .subject }.keys
        // Where no class of the program is on the ring, a function or generator is.
        let calls = ring.keys.filter { $0.word.map(Self.made.contains) ?? false }
        list.made = (subjects.isEmpty ? Array(calls) : Array(subjects)).sorted()
        list.near = near.sorted()
        return list
    }

    private static let made: Set<String> = ["function", "generator", "coroutine", "async generator"]
    private static let mostComponents = 3

    /// Notes the types of a component: those on its ring, and what may lead to it.
    mutating func watch(_ members: [FindingMember], in part: LeakedPart, names: NameIndex) {
        watchedComponents += 1
        guard watchedComponents <= Self.mostComponents else { return }
        for member in members {
            guard let node = part.node(of: member.object), let type = names.type(part.object(Int32(node)).type),
                let role = type.role, type.word != "class", member.role == .inCycle || type.origin != .library
            else { continue }
            near.insert(WatchedType(type))
            if member.role == .inCycle { ring[WatchedType(type)] = role }
        }
    }

    mutating func add(_ component: Component, isCollected: Bool) {
        if component.isNew {
            if isCollected { finding.collected += 1 } else { finding.left += 1 }
        }
        finding.objectsInCycle += component.inCycle
        finding.objectsKept += component.kept
        finding.retainedBytes = finding.retainedBytes.addingReportingOverflow(component.bytes).partialValue
        finding.types.merge(component.types, uniquingKeysWith: +)
        if component.isCertain { finding.certainty = .certain }
    }

    /// One component that was left was collected after all.
    mutating func moveToCollected() {
        finding.left -= 1
        finding.collected += 1
    }
}
