package import DesignAdvice
import TraceModel

/// What one would do that was not run, each sentence with these words.
extension AdviceSentences {
    /// A sentence for each change.
    package var untried: [String] { advice.untried.map(\.sentence) }
}

extension UntriedChange {
    /// What to do about one ring, and on what evidence.
    package var sentence: String {
        let name = slot.map { Wording.quoted($0.description) }
        switch kind {
        case .other:
            let instead = slot == nil ? ", or `del error`" : ""
            return
                "Clear \(name ?? "the variable") when done: it keeps an exception, which keeps the frames that it came "
                + "through, with their variables. Or keep `str(error)` or `error.with_traceback(None)` instead\(instead); a "
                + "cause goes with `raise ... from None`. Not run."
        case .weakCapture:
            guard let slot, let name else { return "" }
            guard let method else {
                if let variable {
                    return "In the function that \(name) holds, hold \(Wording.quoted(variable)) weakly: give it "
                        + "`ref = weakref.ref(\(Wording.plain(variable)))`, and call `ref()` in it. Not run."
                }
                guard slot.type.contains("<locals>") else {
                    return
                        "In \(name) keep a `weakref.WeakMethod` of the method instead of the method; calling it gives the "
                        + "method back, or None. Not run."
                }
                return "In \(Wording.quoted(slot.type)) hold \(Wording.quoted(slot.field)) weakly: give it "
                    + "`ref = weakref.ref(\(Wording.plain(slot.field)))`, and call `ref()` in it. \(evidence)"
            }
            let called = method.split(separator: ".").last.map(String.init) ?? method
            return "In \(name) keep `weakref.WeakMethod(self.\(Wording.plain(called)))` instead of "
                + "the method; calling it gives the method back, or None. \(evidence)"
        case .clear: return "Clear \(name ?? "the reference") when its object is not needed any more. \(evidence)"
        }
    }

    private var evidence: String {
        isByGraph ? "By the graph the ring is gone then; not run." : "By the graph another ring stays; not run."
    }
}
