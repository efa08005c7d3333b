import LeakAnalysis
import TraceModel

/// One search: what was tried so far, and what comes next.
struct DesignSearch {
    let advisor: Advisor
    let strong: StrongRuns
    let replay: Advisor.Replay
    /// The places of the slots that a design may name.
    let permitted: [Int]
    private(set) var tried: [TriedDesign] = []
    private(set) var isLimited = false

    private var slots: [CandidateSlot] { strong.slots.slots }
    private var left: Int { advisor.maximumDesigns - tried.count }
    private var hasFix: Bool { tried.contains { $0.verdict == .fixes } }

    init(advisor: Advisor, strong: StrongRuns, replay: @escaping Advisor.Replay, permitted: [Int]) {
        self.advisor = advisor
        self.strong = strong
        self.replay = replay
        self.permitted = permitted
    }

    /// Tries single slots, then sets, until a size has a fix or nothing is left to try.
    mutating func run() throws {
        try tryDesigns(permitted.map { [$0] })
        guard !hasFix, !isLimited else { return }
        let useful = zip(permitted, tried).filter { $1.verdict != .breaks }.map { $0.0 }
        var sets = HittingSets(strong.slots, excluding: Set(slots.indices).subtracting(useful))
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
        let trial = Trial(strong: strong, replay: replay)
        let (slots, progress, before) = (slots, advisor.progress, tried.count)
        tried += try Workers.map(Array(sets.prefix(left).enumerated()), workers: advisor.workers) { place, set in
            let design = try trial.run(set.map { slots[$0] })
            progress?(before + place + 1, .weak(design.slots))
            return design
        }
    }

    /// What to do, by what was tried.
    func recommendation() -> Advice.Recommendation {
        let fixes = tried.indices.filter { tried[$0].verdict == .fixes }
        if let best = fixes.min(by: { Preference(tried[$0]) < Preference(tried[$1]) }) { return .weaken(best) }
        return isLimited ? .undecided(strong.clearings) : .clear(strong.clearings)
    }
}

/// Why one fix is better than another where replay cannot tell them apart: first fewer slots, then the one that lets
/// fewer objects die as soon as they are made, then the slots that point back by name, then those that point back by
/// age, then the one that lets fewer objects die early.
struct Preference: Comparable {
    private let size: Int
    private let stillborn: Int
    private let forwardNames: Int
    private let forwardShare: Double
    private let earlyDeaths: Int
    private let slots: [Slot]

    init(_ design: TriedDesign) {
        size = design.slots.count
        stillborn = design.stillbornCount
        forwardNames = design.candidates.count { !$0.isNamedAsBack }
        forwardShare = design.candidates.reduce(0) { $0 + 1 - $1.backwardShare }
        earlyDeaths = design.earlyDeathCount
        slots = design.slots
    }

    static func < (left: Preference, right: Preference) -> Bool {
        if left.size != right.size { return left.size < right.size }
        if left.stillborn != right.stillborn { return left.stillborn < right.stillborn }
        if left.forwardNames != right.forwardNames { return left.forwardNames < right.forwardNames }
        if left.forwardShare != right.forwardShare { return left.forwardShare < right.forwardShare }
        if left.earlyDeaths != right.earlyDeaths { return left.earlyDeaths < right.earlyDeaths }
        return left.slots.lexicographicallyPrecedes(right.slots)
    }
}
