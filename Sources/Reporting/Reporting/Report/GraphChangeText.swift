package import TraceModel

/// What to do about what leaked in a Swift program, as far as the graph tells.
extension GraphChange {
    /// What to do, what comes of it, and how that is known; `whole` is what it was tried on: `all that leaks`.
    package func sentence(freeing whole: String) -> String {
        let slots = Wording.list(slots.map { Wording.quoted($0.description) })
        let what =
            switch kind {
            case .weakField: "Make \(slots) weak: `weak var`, which must be an optional"
            case .weakCapture:
                "Let the \(self.slots.count == 1 ? "closure" : "closures") in \(slots)\(written) capture "
                    + "\(Wording.plain(target)) weakly, as `[weak self]` where that is self"
            case .clear:
                "Clear \(slots) (empty it, or set it to nil where it is an optional) where its object is closed, before "
                    + "the last reference from outside goes"
            }
        let result =
            frees == of
            ? "then counting frees \(whole)"
            : "then counting frees \(Wording.number(frees)) of \(Wording.number(of)) objects, closures and storages "
                + "counted"
        return "\(what): \(result). This was tried on the graph, not run."
    }

    private var written: String {
        guard slots.count == 1, let writtenAt else { return "" }
        return " (written at \(Wording.plain(writtenAt.file)):\(writtenAt.line))"
    }
}
