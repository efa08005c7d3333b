import HeapExpectations
import SwiftSource
import XCTest

/// Expects that counting frees every object that this makes, the real ones of the program's own classes.
///
/// A failure is recorded at the caller: the ring with its classes and fields, where its members were made, and what to
/// change.
///
/// Objects count that this makes, and the tasks that it starts; with `everyThread` also those of threads, queues and
/// detached tasks.
@discardableResult @_disfavoredOverload public func expectNoLeaks<Value>(
    everyThread: Bool = false, file: StaticString = #filePath, line: UInt = #line, _ body: () throws -> Value
) rethrows -> Value {
    try expect(.noLeaks, everyThread, file, line, body)
}

/// Expects that counting frees every object that this makes, and waits for it.
@discardableResult public func expectNoLeaks<Value>(
    everyThread: Bool = false, isolation: isolated (any Actor)? = #isolation, file: StaticString = #filePath,
    line: UInt = #line, _ body: () async throws -> Value
) async rethrows -> Value {
    guard let scope = WatchedScope(everyThread: everyThread) else {
        record(ScopeExpectation.refused, file, line)
        return try await body()
    }
    let value = try await scope.watch(body)
    record(ScopeExpectation.noLeaks.outcome(of: scope), file, line)
    return value
}

/// Expects that objects which this makes leak, and by one cause only; it is named by its fingerprint or the beginning
/// of it, and without one any leaks will do.
@discardableResult @_disfavoredOverload public func expectLeaks<Value>(
    _ fingerprint: String? = nil, everyThread: Bool = false, file: StaticString = #filePath, line: UInt = #line,
    _ body: () throws -> Value
) rethrows -> Value {
    try expect(.leaks(fingerprint: fingerprint), everyThread, file, line, body)
}

/// Expects that no object of the program's classes that this makes is alive afterwards, whatever holds it.
@_disfavoredOverload public func expectAllFreed(
    everyThread: Bool = false, file: StaticString = #filePath, line: UInt = #line, _ body: () throws -> Void
) rethrows {
    try expect(.allFreed, everyThread, file, line, body)
}

private func expect<Value>(
    _ expectation: ScopeExpectation, _ everyThread: Bool, _ file: StaticString, _ line: UInt, _ body: () throws -> Value
) rethrows -> Value {
    guard let scope = WatchedScope(everyThread: everyThread) else {
        record(ScopeExpectation.refused, file, line)
        return try body()
    }
    let value = try scope.watch(body)
    record(expectation.outcome(of: scope), file, line)
    return value
}

private func record(_ outcome: ScopeExpectation.Outcome, _ file: StaticString, _ line: UInt) {
    switch outcome {
    case .met: return
    // What XCTest puts before it ends a line.
    case .failed(let text): XCTFail("\n\(text)", file: file, line: line)
    case .notJudged(let reason):
        if ScopeExpectation.Outcome.isJudgementRequired {
            XCTFail(reason, file: file, line: line)
        } else {
            print("\(file):\(line): warning: \(reason)")
        }
    }
}
