@_exported public import HeapExpectations
@_exported public import Programs
import XCTest

/// Expects that counting frees every object of a scenario.
///
/// A failure is recorded at the caller: the ring with its fields, the store that closed it, and what to make weak.
public func expectNoLeaks(
    file: StaticString = #filePath, line: UInt = #line, _ scenario: (ScenarioHeap) throws -> Void
) rethrows {
    expectNoLeaks(in: try Scenario("scenario", scenario), file: file, line: line)
}

/// Expects that counting frees every object of a program, under the design that it declares as its own.
public func expectNoLeaks(in program: any Program, file: StaticString = #filePath, line: UInt = #line) {
    expect(.noLeaks, of: program, file, line)
}

/// Expects that a scenario leaks, and by one cause only: a known leak, which must be noticed once it is fixed.
///
/// The leak is named by its fingerprint or the beginning of it; without one any leaks will do.
public func expectLeaks(
    _ fingerprint: String? = nil, file: StaticString = #filePath, line: UInt = #line,
    _ scenario: (ScenarioHeap) throws -> Void
) rethrows {
    expectLeaks(fingerprint, in: try Scenario("scenario", scenario), file: file, line: line)
}

/// Expects that a program leaks, and by one cause only.
public func expectLeaks(
    _ fingerprint: String? = nil, in program: any Program, file: StaticString = #filePath, line: UInt = #line
) {
    expect(.leaks(fingerprint: fingerprint), of: program, file, line)
}

/// Expects which instances of a scenario are freed, and in which order.
///
/// The order names every instance that is freed, by its label, `Node#2`, or the first name it was bound to.
public func expectDeinit(
    order: [String], file: StaticString = #filePath, line: UInt = #line,
    _ scenario: (ScenarioHeap) throws -> Void
) rethrows {
    expectDeinit(order: order, in: try Scenario("scenario", scenario), file: file, line: line)
}

/// Expects which instances of a program are freed, and in which order.
public func expectDeinit(
    order: [String], in program: any Program, file: StaticString = #filePath, line: UInt = #line
) {
    expect(.deinits(order: order), of: program, file, line)
}

private func expect(_ expectation: HeapExpectation, of program: any Program, _ file: StaticString, _ line: UInt) {
    guard let failure = expectation.failure(of: program) else { return }
    // What XCTest puts before it ends a line.
    XCTFail("\n\(failure)", file: file, line: line)
}
