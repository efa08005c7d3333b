import HeapExpectations
public import Testing

/// Expects that counting frees every object that this makes, the real ones of the program's own classes.
///
///     @Test func `a closed document takes its sections with it`() {
///         expectNoLeaks {
///             let document = Document(text: sample)
///             document.close()
///         }
///     }
///
/// A failure is an issue at the caller: the ring with its classes and fields, where its members were made, and what to
/// change. Where real objects cannot be judged, that is a warning; `DEZERO_TRACE_REQUIRED=1` makes it a failure.
///
/// Objects count that this makes, and the tasks that it starts; with `everyThread` also those of threads, queues and
/// detached tasks: then other tests must not run beside this one. What it returns is alive, and not judged. With
/// `explaining: .closingStore` a failing body runs a second time, to say which statement closed the ring.
@discardableResult @_disfavoredOverload public func expectNoLeaks<Value>(
    everyThread: Bool = false, explaining: ScopeExplanation? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Value
) rethrows -> Value {
    try expect(.noLeaks, everyThread, explaining, sourceLocation, body)
}

/// Expects that counting frees every object that this makes, and waits for it.
@discardableResult public func expectNoLeaks<Value>(
    everyThread: Bool = false, explaining: ScopeExplanation? = nil, isolation: isolated (any Actor)? = #isolation,
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
) async rethrows -> Value {
    try await expect(.noLeaks, everyThread, explaining, isolation, sourceLocation, body)
}

/// Expects that objects which this makes leak, and by one cause only: a known leak, which must be noticed once it is
/// fixed.
///
/// The leak is named by its fingerprint or the beginning of it; without one any leaks will do.
@discardableResult @_disfavoredOverload public func expectLeaks<Value>(
    _ fingerprint: String? = nil, everyThread: Bool = false, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Value
) rethrows -> Value {
    try expect(.leaks(fingerprint: fingerprint), everyThread, nil, sourceLocation, body)
}

/// Expects that objects which this makes leak, and waits for it.
@discardableResult public func expectLeaks<Value>(
    _ fingerprint: String? = nil, everyThread: Bool = false, isolation: isolated (any Actor)? = #isolation,
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
) async rethrows -> Value {
    try await expect(.leaks(fingerprint: fingerprint), everyThread, nil, isolation, sourceLocation, body)
}

/// Expects that no object of the program's classes that this makes is alive afterwards, whatever holds it: a task that
/// never ends, a cache, a global.
@_disfavoredOverload public func expectAllFreed(
    everyThread: Bool = false, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) rethrows {
    try expect(.allFreed, everyThread, nil, sourceLocation, body)
}

/// Expects that no object that this makes is alive afterwards, and waits for it.
public func expectAllFreed(
    everyThread: Bool = false, isolation: isolated (any Actor)? = #isolation,
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async rethrows {
    try await expect(.allFreed, everyThread, nil, isolation, sourceLocation, body)
}

private func expect<Value>(
    _ expectation: ScopeExpectation, _ everyThread: Bool, _ explaining: ScopeExplanation?,
    _ sourceLocation: SourceLocation, _ body: () throws -> Value
) rethrows -> Value {
    let (value, outcome) = try expectation.run(everyThread: everyThread, explaining: explaining, body)
    record(outcome, sourceLocation)
    return value
}

private func expect<Value>(
    _ expectation: ScopeExpectation, _ everyThread: Bool, _ explaining: ScopeExplanation?,
    _ isolation: isolated (any Actor)?, _ sourceLocation: SourceLocation, _ body: () async throws -> Value
) async rethrows -> Value {
    let (value, outcome) = try await expectation.run(
        everyThread: everyThread, explaining: explaining, isolation: isolation, body)
    record(outcome, sourceLocation)
    return value
}

/// Tells the test what became of an expectation.
func record(_ outcome: ScopeExpectation.Outcome, _ sourceLocation: SourceLocation) {
    switch outcome {
    case .met: return
    case .failed(let text): Issue.record(Comment(rawValue: text), sourceLocation: sourceLocation)
    case .suspected(let text):
        Issue.record(Comment(rawValue: text), severity: .warning, sourceLocation: sourceLocation)
    case .notJudged(let reason):
        Issue.record(
            Comment(rawValue: reason),
            severity: ScopeExpectation.Outcome.isJudgementRequired ? .error : .warning, sourceLocation: sourceLocation)
    }
}
