import DesignAdvice
import LeakAnalysis
public import Programs
public import Reporting
import TraceModel

/// What a test expects of a program's memory.
public enum HeapExpectation: Equatable, Sendable {
    /// Counting frees every object by the time the program's names are dropped.
    case noLeaks
    /// Something leaks, of this fingerprint and no other where one is given; its beginning is enough.
    case leaks(fingerprint: String?)
    /// Exactly these instances are freed, in this order: by their labels, `Node#2`, or the names that they were bound
    /// to first.
    case deinits(order: [String])

    /// The text for the failed test's log; nil where the program does what is expected.
    ///
    /// The program runs once; where it leaks, it runs again under other designs, for the advice.
    public func failure(
        of program: any Program, settings: HeapSettings = .current
    ) -> String? {
        // A test runner ends the line itself.
        unmet(by: program, settings: settings).map { String(ExpectationText().text($0).dropLast()) }
    }

    /// What is wrong; nil where the program does what is expected.
    public func unmet(by program: any Program, settings: HeapSettings = .current) -> UnmetExpectation? {
        do {
            let observed = try ModelRun(of: program, settings: settings)
            guard let cause = cause(observed) else { return nil }
            var unmet = UnmetExpectation(cause)
            unmet.summary = observed.analysis.summary
            unmet.findings = observed.analysis.findings.filter { $0.kind != .growth }
            unmet.ends = observed.ends
            unmet.names = observed.names
            unmet.advice = try advice(cause, program, settings)
            return unmet
        } catch {
            return UnmetExpectation(.refused("\(error)"))
        }
    }

    private func cause(_ observed: ModelRun) -> UnmetExpectation.Cause? {
        if let failure = observed.failure { return .failed(failure, at: observed.lastStatement) }
        switch self {
        case .noLeaks:
            if observed.leaks { return .leaks }
            return observed.madeNothing ? .nothingMade : nil
        case .leaks(nil):
            return observed.leaks ? nil : .noLeak(of: nil)
        case .leaks(let fingerprint?):
            if !observed.leaks { return .noLeak(of: fingerprint) }
            let findings = observed.analysis.findings.filter { $0.kind != .growth }
            let isAll = !findings.isEmpty && findings.allSatisfy { $0.fingerprint.hasPrefix(fingerprint) }
            return isAll && !fingerprint.isEmpty ? nil : .otherLeaks(than: fingerprint)
        case .deinits(let order):
            let freed = observed.ends.filter { $0.freedBy != nil }.map(\.label)
            let isSame =
                freed.count == order.count
                && zip(freed, order).allSatisfy { $0 == $1 || observed.names[$0] == $1 }
            return isSame ? nil : .order(expected: order)
        }
    }

    private func advice(
        _ cause: UnmetExpectation.Cause, _ program: any Program, _ settings: HeapSettings
    ) throws -> Advice? {
        switch cause {
        case .leaks, .otherLeaks:
            guard settings.maximumDesigns > 0 else { return nil }
            let replay = try settings.replay(of: program)
            // Other tests run beside this one, so it keeps to one core.
            return try Advisor(maximumDesigns: settings.maximumDesigns, workers: 1)
                .advise(program.name, permits: replay.permits, replay: replay.run, reads: replay.reads)
        case .noLeak, .nothingMade, .order, .failed, .refused:
            return nil
        }
    }
}
