import Testing

/// What the issues of a failing expectation say.
func texts(_ body: () throws -> Void) rethrows -> [String] {
    nonisolated(unsafe) var found: [String] = []
    try withKnownIssue(isIntermittent: true) {
        try body()
    } matching: { (issue: Issue) in
        found.append(issue.comments.map(\.rawValue).joined())
        return true
    }
    return found
}
