import LeakAnalysis
public import TraceModel

/// What was tried to free a program's leaks, and what to do.
public struct Advice: Equatable, Sendable {
    /// What to do.
    public enum Recommendation: Equatable, Sendable {
        /// Nothing is known: the program as it stands did not come to its end, and why.
        case noVerdict(String)
        /// Nothing: the strong design leaks nothing.
        case nothingLeaks
        /// Nothing leaks, but only because collections freed this many instances.
        case collected(Int)
        /// Make the slots of this design weak, which stands at this place of ``Advice/tried``.
        case weaken(Int)
        /// The run cannot tell which of these designs is the right one; the one to prefer comes first.
        case undecided([Int])
        /// No weak slots fix it: clear the fields of the run at this place of ``Advice/tried``.
        case clear(Int)
        /// Nothing that was tried fixes it.
        case nothingFixes
        /// The bound was reached before a fix was found.
        case limited
    }

    /// The recommendation in one word.
    public enum Decision: String, Sendable {
        /// There is one thing to do.
        case one
        /// There are several, and the run cannot tell which is right.
        case undecided
        /// There is nothing to do, or nothing that was found.
        case none
        /// The program as it stands did not come to its end.
        case noVerdict = "no verdict"
    }

    /// The program's name.
    public var program: String
    /// The strong design's run, as the program is recorded.
    public var strong: ReplayOutcome
    /// The designs in the order in which they were tried.
    public var tried: [TriedDesign]
    /// What to do.
    public var recommendation: Recommendation
    /// How many designs might be tried.
    public var maximumDesigns: Int
    /// Whether that bound left designs untried.
    public var isLimited: Bool

    /// How many instances only a collection of the program freed; where there are any, its collections are left out of
    /// all other runs here.
    public var collectedObjects = 0
    /// The statements that read a slot of the recommendation and did not run, so that running them would prove it.
    public var unrunReads: [SiteDefinition] = []

    /// Whether it is about a real program, each of whose designs ran once.
    public var isObserved = false
    /// What one would do about rings that no design mends, and that was not run.
    public var untried: [UntriedChange] = []
    /// The fingerprints of rings that no weak field breaks, where others are broken.
    public var beyondReach: Set<String> = []

    /// The recommendation in one word.
    public var decision: Decision {
        switch recommendation {
        case .noVerdict: .noVerdict
        case .nothingLeaks, .collected, .nothingFixes, .limited: .none
        case .weaken, .clear: .one
        case .undecided: .undecided
        }
    }

    /// The run that is recommended, of weak slots or of cleared fields; nil where none is, or several are.
    public var recommended: TriedDesign? {
        switch recommendation {
        case .weaken(let place), .clear(let place): tried[place]
        default: nil
        }
    }

    /// The designs among which the run cannot decide, the one to prefer first; empty where it can.
    public var tied: [TriedDesign] {
        if case .undecided(let places) = recommendation { places.map { tried[$0] } } else { [] }
    }

    /// Everything that leaves nothing with the same result, the best first.
    public var fixes: [TriedDesign] {
        let fixes = tried.filter { $0.verdict == .fixes }
        return fixes.sorted { Preference($0) < Preference($1) }
    }

    /// Whether a list of fixes of the same size stands behind the recommended one.
    public var otherFixes: [TriedDesign] {
        guard let recommended else { return [] }
        return fixes.filter { $0.changedSlots != recommended.changedSlots }
    }

    /// Whether the program is fine as it stands.
    public var isClean: Bool { recommendation == .nothingLeaks }
}

extension Advice {
    /// No advice on a program that did not come to its end.
    public init(program: String, noVerdict why: String) {
        self.init(
            program: program, strong: ReplayOutcome(result: ProgramResult(text: "", failure: why)), tried: [],
            recommendation: .noVerdict(why), maximumDesigns: 0, isLimited: false)
    }
}
