public import TraceModel

/// A design that was tried, what came of it, and what that means.
public struct TriedDesign: Equatable, Sendable {
    /// What a design is worth.
    public enum Verdict: String, Sendable, Codable {
        /// Nothing leaks, the result is the same, and nothing died that was needed, under every schedule.
        case fixes
        /// The program comes to the same result, but something leaks still.
        case insufficient
        /// The program fails, its result changes, or something died that was needed.
        case breaks
        /// This tool cannot run it: nothing is known of it.
        case notTried = "not tried"
    }

    /// What decided.
    public enum Reason: Equatable, Sendable {
        /// Nothing speaks against it.
        case nothing
        /// A slot holds a dict, which this tool has no weak form of.
        case holdsDict(Schedule)
        /// The program does under a schedule what this tool cannot run.
        case unsupported(Schedule, what: String)
        /// The program fails under a schedule.
        case fails(Schedule, failure: String)
        /// It prints something else: the line, from 1, as this design and as the strong one prints it.
        case prints(Schedule, line: Int, here: String?, strong: String?)
        /// A weak slot was read after its object had died.
        case deadRead(Schedule)
        /// Something leaks under a schedule.
        case leaks(Schedule)
        /// Of a real program: nothing was stored in a slot where it could be made weak.
        case neverStored
        /// Of a real program: so much of what was stored could not be weak.
        case staysStrong(Int, of: Int)
    }

    /// The slots that it makes weak, sorted; none for one that clears fields.
    public var slots: [Slot]
    /// What it is worth.
    public var verdict: Verdict
    /// What decided.
    public var reason: Reason
    /// Whether it fails, prints something else or misses an object once a collection runs between any two
    /// statements, or fails anyway.
    public var failsAfterCollection: Bool
    /// As the program is recorded.
    public var asIs: ReplayOutcome
    /// With a collection between every two statements; nil where it breaks without one.
    public var collecting: ReplayOutcome?
    /// With the names that are left at the end dropped in the reverse order; nil where that cannot change the verdict.
    public var reversed: ReplayOutcome?
    /// How many instances died while the strong design still had them within reach; only of a design that fixes.
    public var earlyDeathCount = 0
    /// How many of them no object and no name of the module ever held: they died as the call ended that made them.
    public var stillbornCount = 0
    /// The first of them.
    public var earlyDeath: EarlyDeath?
    /// What is known of each slot from the strong run, in the order of ``slots``.
    public var candidates: [CandidateSlot]
    /// The fields that the program was run with being cleared; empty for a design of weak slots.
    public var clearings: [FieldClearing] = []

    /// The slots that it changes, one way or the other.
    public var changedSlots: [Slot] { clearings.isEmpty ? slots : clearings.map(\.slot) }
    /// Whether it clears fields, and a name in scope leads to each of them.
    public var isCode: Bool { !clearings.isEmpty && clearings.allSatisfy(\.isCode) }
    /// How often the program read a slot of it while its object lived.
    public var reads: Int { asIs.weakReads }
    /// The slots of it that the program never read while their objects lived, so that no read proves anything of them.
    public var unreadSlots: [Slot] {
        candidates.filter { candidate in
            let isReadThroughOther = candidate.holdsContainers || !candidate.methods.isEmpty
            return !asIs.readFields.contains(candidate.slot.field)
                && !(isReadThroughOther && asIs.readFields.contains(""))
        }
        .map(\.slot)
    }

    /// The outcome under a schedule, if it was tried.
    public func outcome(_ schedule: Schedule) -> ReplayOutcome? {
        switch schedule {
        case .asIs: asIs
        case .collecting: collecting
        case .reversed: reversed
        }
    }

    /// The objects that died before their last reader, in the worst schedule.
    public var prematureDeinits: Int {
        Schedule.allCases.compactMap { outcome($0)?.prematureDeinits }.max() ?? 0
    }

    /// Reads of dead objects that did no harm, by finalizers and while names are dropped.
    public var harmlessDeadReads: Int {
        Schedule.allCases.compactMap { outcome($0)?.deadReadsInFinalizers }.max() ?? 0
    }
}
