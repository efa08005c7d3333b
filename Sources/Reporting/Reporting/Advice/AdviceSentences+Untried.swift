package import DesignAdvice
import TraceModel

/// What one would do that was not run, each sentence with these words.
extension AdviceSentences {
    /// A sentence for each change.
    package var untried: [String] { advice.untried.map(untried) }

    /// What to do about one ring, and on what evidence.
    package func untried(_ change: UntriedChange) -> String {
        switch change.kind {
        case .other:
            let what = change.slot.map { "\(Self.quoted($0)) keeps an exception" } ?? "A variable keeps an exception"
            return
                "\(what), which keeps the frames that it came through, with their variables: keep `str(error)` or "
                + "`error.with_traceback(None)` instead, or `del error` when done; a cause goes with `raise ... from None`. "
                + "Not run."
        case .weakCapture:
            guard let slot = change.slot else { return "" }
            guard let method = change.method else {
                return "Let \(Wording.quoted(slot.type)) hold \(Wording.quoted(slot.field)) weakly: give it "
                    + "`ref = weakref.ref(\(Wording.plain(slot.field)))`, and call `ref()` in it. \(evidence(change))"
            }
            let called = method.split(separator: ".").last.map(String.init) ?? method
            return "In \(Self.quoted(slot)) keep `weakref.WeakMethod(self.\(Wording.plain(called)))` instead of "
                + "the method; calling it gives the method back, or None. \(evidence(change))"
        case .clear:
            let slot = change.slot.map { Self.quoted($0) } ?? "the reference"
            return "Set \(slot) to None when its object is not needed any more. \(evidence(change))"
        }
    }

    private func evidence(_ change: UntriedChange) -> String {
        change.isByGraph ? "By the graph the ring is gone then; not run." : "By the graph another ring stays; not run."
    }
}
