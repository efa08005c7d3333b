import LeakAnalysis
import TraceModel

/// One search: what was tried so far, and what comes next.
struct DesignSearch {
    let advisor: Advisor
    let leaked: LeakedSlots
    /// The places of the slots that a design may name.
    let permitted: [Int]
    /// Runs the program with slots weak.
    private let trial: @Sendable ([CandidateSlot]) throws -> TriedDesign
    /// Tries clearings, so many at most.
    private let clear: (Int) throws -> [TriedDesign]
    private(set) var tried: [TriedDesign] = []
    private(set) var isLimited = false

    private var slots: [CandidateSlot] { leaked.slots }
    private var left: Int { advisor.maximumDesigns - tried.count }
    private var hasFix: Bool { tried.contains { $0.verdict == .fixes } }

    init(
        advisor: Advisor, leaked: LeakedSlots, permitted: [Int],
        trial: @escaping @Sendable ([CandidateSlot]) throws -> TriedDesign,
        clear: @escaping (Int) throws -> [TriedDesign]
    ) {
        self.advisor = advisor
        self.leaked = leaked
        self.permitted = permitted
        self.trial = trial
        self.clear = clear
    }

    /// Tries weak slots, and where none fixes it clearings.
    mutating func run() throws {
        try weaken()
        guard !hasFix, left > 0 else { return }
        tried += try clear(left)
    }

    /// Tries single slots, then sets, until a size has a fix or nothing is left to try.
    private mutating func weaken() throws {
        try tryDesigns(permitted.map { [$0] })
        guard !hasFix, !isLimited else { return }
        let useful = zip(permitted, tried).filter { $1.verdict == .insufficient }.map { $0.0 }
        var sets = HittingSets(leaked, excluding: Set(slots.indices).subtracting(useful))
        var size = 2
        while size <= useful.count, !hasFix, !isLimited, !sets.isImpossible, !sets.isExhausted {
            try tryDesigns(sets.sets(ofSize: size, most: left + 1))
            size += 1
        }
        guard sets.isExhausted, !hasFix else { return }
        isLimited = true
        if left > 0, let set = sets.greedySet() { try tryDesigns([set]) }
    }

    private mutating func tryDesigns(_ sets: [[Int]]) throws {
        if sets.count > left { isLimited = true }
        let trial = trial
        let (slots, progress, before) = (slots, advisor.progress, tried.count)
        tried += try Workers.map(Array(sets.prefix(left).enumerated()), workers: advisor.workers) { place, set in
            let design = try trial(set.map { slots[$0] })
            progress?(before + place + 1, .weak(design.slots))
            return design
        }
    }

    /// What to do, by what was tried.
    func recommendation() -> Advice.Recommendation {
        let fixes = tried.indices.filter { tried[$0].verdict == .fixes }
            .sorted { Preference(tried[$0]) < Preference(tried[$1]) }
        guard let best = fixes.first else { return isLimited ? .limited : .nothingFixes }
        guard tried[best].clearings.isEmpty else { return .clear(best) }
        let tied = fixes.filter { Preference(tried[$0]).isRival(of: Preference(tried[best])) }
        return tied.count > 1 && !isDecided(tried[best], among: tied.map { tried[$0] })
            ? .undecided(tied) : .weaken(best)
    }

    /// Whether the runs single one design out among those that let nothing die as it is made, or equally much.
    ///
    /// Fewer early deaths and age must not contradict each other: a parent that dies as the program drops it is what
    /// a weak reference to it is for. Where they say nothing, only the read of what is weak does.
    private func isDecided(_ best: TriedDesign, among rivals: [TriedDesign]) -> Bool {
        rivals.allSatisfy { rival in
            if rival.slots == best.slots { return true }
            let isOlder = Preference(rival).forwardShare < Preference(best).forwardShare
            return best.earlyDeathCount < rival.earlyDeathCount ? !isOlder : best.unreadSlots.isEmpty
        }
    }
}

/// Why one fix is better than another: first fewer slots, then fewer objects that die as soon as they are made, then
/// fewer that die early at all, then what refers to an older object from a younger one, for an owner is older; a
/// programmer's name for that decides last.
struct Preference: Comparable {
    private let size: Int
    private let isClearing: Bool
    private let isCode: Bool
    private let stillborn: Int
    private let earlyDeaths: Int
    let forwardShare: Double
    private let forwardNames: Int
    private let slots: [Slot]

    init(_ design: TriedDesign) {
        size = design.changedSlots.count
        isClearing = !design.clearings.isEmpty
        isCode = design.isCode
        stillborn = design.stillbornCount
        earlyDeaths = design.earlyDeathCount
        forwardShare = design.candidates.reduce(0) { $0 + 1 - $1.backwardShare }
        forwardNames = design.candidates.count { !$0.isNamedAsBack }
        slots = design.changedSlots
    }

    /// Whether it is as small as another one, and lets as much die as it is made.
    func isRival(of other: Preference) -> Bool {
        (size, isClearing, stillborn) == (other.size, other.isClearing, other.stillborn)
    }

    static func < (left: Preference, right: Preference) -> Bool {
        if left.isClearing != right.isClearing { return right.isClearing }
        if left.isCode != right.isCode { return left.isCode }
        if left.size != right.size { return left.size < right.size }
        if left.stillborn != right.stillborn { return left.stillborn < right.stillborn }
        if left.earlyDeaths != right.earlyDeaths { return left.earlyDeaths < right.earlyDeaths }
        if left.forwardShare != right.forwardShare { return left.forwardShare < right.forwardShare }
        if left.forwardNames != right.forwardNames { return left.forwardNames < right.forwardNames }
        return left.slots.lexicographicallyPrecedes(right.slots)
    }
}
