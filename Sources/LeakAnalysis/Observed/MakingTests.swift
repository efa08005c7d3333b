import TraceModel

/// Which tests made a ring: what a look finds between two tests' ends is the later one's.
struct MakingTests {
    private struct Makers {
        let first: String
        var more = 0
    }

    /// The rings that were newly seen since the last test or scope ended.
    private var waiting: Set<String> = []
    private var makers: [String: Makers] = [:]

    /// A component with this fingerprint was seen that no mark had before.
    mutating func note(_ fingerprint: String) { waiting.insert(fingerprint) }

    /// A mark is over.
    mutating func end(_ mark: Mark) {
        guard mark.kind == .test || mark.kind == .scope else { return }
        for fingerprint in waiting {
            if makers[fingerprint] == nil {
                makers[fingerprint] = Makers(first: mark.name)
            } else {
                makers[fingerprint]?.more += 1
            }
        }
        waiting = []
    }

    /// The finding, with the test that made it first where a test did.
    func telling(_ finding: Finding) -> Finding {
        guard let makers = makers[finding.fingerprint] else { return finding }
        var finding = finding
        finding.seenAt =
            switch makers.more {
            case 0: makers.first
            case 1: "\(makers.first), then in another test"
            default: "\(makers.first), then in \(makers.more) other tests"
            }
        return finding
    }
}
