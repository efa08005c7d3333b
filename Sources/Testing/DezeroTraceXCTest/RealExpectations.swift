import HeapExpectations
import XCTest

/// Expects that counting frees every object that this makes, the real ones of the program's own classes.
///
/// A failure is recorded at the caller: the ring with its classes and fields, where its members were made, and what to
/// change.
///
/// Objects count that this makes, and the tasks that it starts; with `everyThread` also those of threads, queues and
/// detached tasks. With `explaining: .closingStore` a failing body runs a second time, to say which statement closed
/// the ring.
@discardableResult @_disfavoredOverload public func expectNoLeaks<Value>(
    everyThread: Bool = false, explaining: ScopeExplanation? = nil, file: StaticString = #filePath, line: UInt = #line,
    _ body: () throws -> Value
) rethrows -> Value {
    try expect(.noLeaks, everyThread, explaining, file, line, body)
}

/// Expects that counting frees every object that this makes, and waits for it.
@discardableResult public func expectNoLeaks<Value>(
    everyThread: Bool = false, explaining: ScopeExplanation? = nil, isolation: isolated (any Actor)? = #isolation,
    file: StaticString = #filePath, line: UInt = #line, _ body: () async throws -> Value
) async rethrows -> Value {
    try await expect(.noLeaks, everyThread, explaining, isolation, file, line, body)
}

/// Expects that objects which this makes leak, and by one cause only; it is named by its fingerprint or the beginning
/// of it, and without one any leaks will do.
@discardableResult @_disfavoredOverload public func expectLeaks<Value>(
    _ fingerprint: String? = nil, everyThread: Bool = false, file: StaticString = #filePath, line: UInt = #line,
    _ body: () throws -> Value
) rethrows -> Value {
    try expect(.leaks(fingerprint: fingerprint), everyThread, nil, file, line, body)
}

/// Expects that objects which this makes leak, and waits for it.
@discardableResult public func expectLeaks<Value>(
    _ fingerprint: String? = nil, everyThread: Bool = false, isolation: isolated (any Actor)? = #isolation,
    file: StaticString = #filePath, line: UInt = #line, _ body: () async throws -> Value
) async rethrows -> Value {
    try await expect(.leaks(fingerprint: fingerprint), everyThread, nil, isolation, file, line, body)
}

/// Expects that no object of the program's classes that this makes is alive afterwards, whatever holds it.
@_disfavoredOverload public func expectAllFreed(
    everyThread: Bool = false, file: StaticString = #filePath, line: UInt = #line, _ body: () throws -> Void
) rethrows {
    try expect(.allFreed, everyThread, nil, file, line, body)
}

/// Expects that no object of the program's classes that this makes is alive afterwards, and waits for it.
public func expectAllFreed(
    everyThread: Bool = false, isolation: isolated (any Actor)? = #isolation, file: StaticString = #filePath,
    line: UInt = #line, _ body: () async throws -> Void
) async rethrows {
    try await expect(.allFreed, everyThread, nil, isolation, file, line, body)
}

private func expect<Value>(
    _ expectation: ScopeExpectation, _ everyThread: Bool, _ explaining: ScopeExplanation?, _ file: StaticString,
    _ line: UInt, _ body: () throws -> Value
) rethrows -> Value {
    let (value, outcome) = try expectation.run(everyThread: everyThread, explaining: explaining, body)
    record(outcome, file, line)
    return value
}

private func expect<Value>(
    _ expectation: ScopeExpectation, _ everyThread: Bool, _ explaining: ScopeExplanation?,
    _ isolation: isolated (any Actor)?, _ file: StaticString, _ line: UInt, _ body: () async throws -> Value
) async rethrows -> Value {
    let (value, outcome) = try await expectation.run(
        everyThread: everyThread, explaining: explaining, isolation: isolation, body)
    record(outcome, file, line)
    return value
}

/// Tells the test what became of an expectation.
func record(_ outcome: ScopeExpectation.Outcome, _ file: StaticString, _ line: UInt) {
    switch outcome {
    case .met: return
    // What XCTest puts before it ends a line.
    case .failed(let text): XCTFail("\n\(text)", file: file, line: line)
    case .suspected(let text): print("\(file):\(line): warning: \(text)")
    case .notJudged(let reason):
        if ScopeExpectation.Outcome.isJudgementRequired {
            XCTFail(reason, file: file, line: line)
        } else {
            print("\(file):\(line): warning: \(reason)")
        }
    }
}
