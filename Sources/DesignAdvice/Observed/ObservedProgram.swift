public import LeakAnalysis
public import TraceModel

/// A real program that can be run again with some of its fields weak.
public struct ObservedProgram: Sendable {
    /// What came of one such run.
    public struct Run: Sendable {
        /// What leaked, and what it printed.
        public var outcome: ReplayOutcome
        /// What became of each field.
        public var tried: [TriedSlot]

        /// Describes a run.
        public init(outcome: ReplayOutcome, tried: [TriedSlot]) {
            self.outcome = outcome
            self.tried = tried
        }
    }

    /// Its name.
    public var name: String
    /// What came of it as it stands.
    public var asIs: ReplayOutcome
    /// One component of each of its findings.
    public var samples: [LeakSample]
    /// The names that these use.
    public var names: TraceNames
    /// Runs it with the slots of a design weak.
    public var run: @Sendable (Design) throws -> Run

    /// Describes a program.
    public init(
        name: String, asIs: ReplayOutcome, samples: [LeakSample], names: TraceNames,
        run: @escaping @Sendable (Design) throws -> Run
    ) {
        self.name = name
        self.asIs = asIs
        self.samples = samples
        self.names = names
        self.run = run
    }

    /// The slots by which the objects of some of its findings hold one another.
    func slots(of samples: [LeakSample]) -> LeakedSlots {
        let analysis = RunAnalysis(
            summary: RunSummary(), findings: [], members: [],
            objects: samples.flatMap(\.objects).sorted { $0.id < $1.id }, references: samples.flatMap(\.references))
        return LeakedSlots(analysis, names: names)
    }

    /// The fields that classes of the user's store.
    var fields: Set<Slot> {
        let types = Dictionary(names.types.map { ($0.id, $0) }) { first, _ in first }
        return Set(
            names.fields.compactMap { field in
                guard field.kind == .stored, let type = field.declaringType.flatMap({ types[$0] }), type.origin == .user
                else { return nil }
                return Slot(type: type.name, field: field.name)
            })
    }

    /// The places of the slots with which runs are made.
    func triedSlots(_ slots: LeakedSlots) -> [Int] {
        let fields = fields
        return slots.slots.indices.filter { canTry(slots.slots[$0], fields) }
    }

    /// Whether a run can tell what a slot does when it is weak: a field of the user's that holds an instance.
    private func canTry(_ candidate: CandidateSlot, _ fields: Set<Slot>) -> Bool {
        candidate.isOnCycle && candidate.canBeWeak && !candidate.isCapture && candidate.methods.isEmpty
            && fields.contains(candidate.slot)
    }
}

extension ReplayOutcome {
    /// What came of a run that was observed.
    public init(_ result: ProgramResult, findings: [Finding]) {
        self.init(result: result)
        printed = result.text
        self.findings = findings.filter { $0.kind != .growth }
        leakedObjects = self.findings.reduce(0) { $0 + $1.objectsInCycle + $1.objectsKept }
    }
}
