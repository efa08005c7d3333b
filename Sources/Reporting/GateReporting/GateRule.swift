import RegressionGate
import Reporting

/// What sort of thing a verdict says, as machines read it.
enum GateRule: String, CaseIterable {
    case newLeak = "new-leak"
    case moreLeaks = "leak-grew"
    case likely = "likely-leak"
    case notExamined = "not-examined"
    case moved = "leak-moved"
    case sameName = "same-name"
    case peakGrew = "peak-grew"
    case deadWeakReads = "weak-read-finds-nothing"
    case otherCollector = "other-collector"
    case programFailed = "program-failed"
    case interrupted
    case stopped
    case stillRecording = "still-recording"
    case missing
    case damaged
    case fixed
    case known = "known-leak"
    case accepted = "leak-of-the-baseline"
    case otherParameters = "other-parameters"
    case notInBaseline = "not-in-the-baseline"

    init(_ verdict: Verdict) {
        switch verdict {
        case .newLeak: self = .newLeak
        case .moreLeaks: self = .moreLeaks
        case .likely: self = .likely
        case .notExamined: self = .notExamined
        case .moved: self = .moved
        case .sameName: self = .sameName
        case .peakGrew: self = .peakGrew
        case .deadWeakReads: self = .deadWeakReads
        case .otherCollector: self = .otherCollector
        case .programFailed: self = .programFailed
        case .interrupted: self = .interrupted
        case .stopped: self = .stopped
        case .stillRecording: self = .stillRecording
        case .missing: self = .missing
        case .damaged: self = .damaged
        case .fixed: self = .fixed
        case .known: self = .known
        case .accepted: self = .accepted
        case .otherParameters: self = .otherParameters
        case .notInBaseline: self = .notInBaseline
        }
    }

    /// What it is about, in one sentence.
    var sentence: String {
        switch self {
        case .newLeak:
            "Something leaks that neither the baseline nor the known leaks have: a cycle, or what every pass leaves."
        case .moreLeaks: "A leak of the baseline has more cycles or keeps more objects, counted by the iteration."
        case .likely: "Something leaks if references that may be there are; judged strictly, it fails."
        case .notExamined: "Not everything of the observed run was examined, so nothing is proven."
        case .moved: "A leak of the baseline is closed by another function's code: it may be another leak of its shape."
        case .sameName: "The recording has two programs of one name, from different files."
        case .peakGrew: "The most bytes that were live at once are past their bound."
        case .deadWeakReads: "A weak reference is read after its object died, where it was not, or not as often."
        case .otherCollector: "The run had another collector than the baseline's."
        case .programFailed: "The program itself failed."
        case .interrupted: "The recording was interrupted."
        case .stopped: "The run was stopped at a limit of its recording's size, its memory or its numbers."
        case .stillRecording: "The run is still being recorded."
        case .missing: "The baseline has a program and design of which there is no run."
        case .damaged: "The recording of the run is damaged."
        case .fixed: "A leak of the baseline is gone."
        case .known: "A leak that somebody answers for."
        case .accepted: "A leak of the baseline, no worse than it was."
        case .otherParameters: "The program ran with other parameters than the baseline's."
        case .notInBaseline: "The baseline does not have this program and design."
        }
    }

    /// How so many of them are counted.
    func count(_ number: Int) -> String {
        let noun: (one: String, many: String) =
            switch self {
            case .newLeak: ("new leak", "new leaks")
            case .moreLeaks: ("leak that grew", "leaks that grew")
            case .likely: ("likely leak", "likely leaks")
            case .notExamined: ("run that was not examined whole", "runs that were not examined whole")
            case .moved: ("leak that moved", "leaks that moved")
            case .sameName: ("run that shares its name", "runs that share their name")
            case .peakGrew: ("peak past its bound", "peaks past their bound")
            case .deadWeakReads: ("weak read that finds nothing", "weak reads that find nothing")
            case .otherCollector: ("run with another collector", "runs with another collector")
            case .programFailed: ("failed program", "failed programs")
            case .interrupted: ("interrupted run", "interrupted runs")
            case .stopped: ("stopped run", "stopped runs")
            case .stillRecording: ("run still recording", "runs still recording")
            case .missing: ("missing run", "missing runs")
            case .damaged: ("damaged run", "damaged runs")
            case .fixed: ("fixed leak", "fixed leaks")
            case .known: ("known leak", "known leaks")
            case .accepted: ("leak as in the baseline", "leaks as in the baseline")
            case .otherParameters: ("run with other parameters", "runs with other parameters")
            case .notInBaseline: ("run that the baseline lacks", "runs that the baseline lacks")
            }
        return "\(Wording.number(number)) \(number == 1 ? noun.one : noun.many)"
    }
}
