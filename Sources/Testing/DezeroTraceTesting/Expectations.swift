@_exported public import HeapExpectations
@_exported public import Programs
public import Testing

/// Expects that counting frees every object of a scenario.
///
///     @Test func `a tree goes when its root goes`() {
///         expectNoLeaks { heap in
///             let node = heap.type("Node", fields: "children", weak: ["parent"])
///             let root = heap.bind("root", to: node())
///             let leaf = heap.bind("leaf", to: node())
///             root["children"].append(leaf)
///             leaf["parent"] = root
///         }
///     }
///
/// A failure is an issue at the caller: the ring with its fields, the store that closed it, and what to make weak.
public func expectNoLeaks(
    sourceLocation: SourceLocation = #_sourceLocation, _ scenario: (ScenarioHeap) throws -> Void
) rethrows {
    expectNoLeaks(in: try Scenario("scenario", scenario), sourceLocation: sourceLocation)
}

/// Expects that counting frees every object of a program, under the design that it declares as its own.
public func expectNoLeaks(in program: any Program, sourceLocation: SourceLocation = #_sourceLocation) {
    expect(.noLeaks, of: program, sourceLocation)
}

/// Expects that a scenario leaks, and by one cause only: a known leak, which must be noticed once it is fixed.
///
/// The leak is named by its fingerprint or the beginning of it; without one any leaks will do.
public func expectLeaks(
    _ fingerprint: String? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ scenario: (ScenarioHeap) throws -> Void
) rethrows {
    expectLeaks(fingerprint, in: try Scenario("scenario", scenario), sourceLocation: sourceLocation)
}

/// Expects that a program leaks, and by one cause only.
public func expectLeaks(
    _ fingerprint: String? = nil, in program: any Program, sourceLocation: SourceLocation = #_sourceLocation
) {
    expect(.leaks(fingerprint: fingerprint), of: program, sourceLocation)
}

/// Expects which instances of a scenario are freed, and in which order.
///
/// The order names every instance that is freed, by its label, `Node#2`, or the first name it was bound to.
public func expectDeinit(
    order: [String], sourceLocation: SourceLocation = #_sourceLocation, _ scenario: (ScenarioHeap) throws -> Void
) rethrows {
    expectDeinit(order: order, in: try Scenario("scenario", scenario), sourceLocation: sourceLocation)
}

/// Expects which instances of a program are freed, and in which order.
public func expectDeinit(
    order: [String], in program: any Program, sourceLocation: SourceLocation = #_sourceLocation
) {
    expect(.deinits(order: order), of: program, sourceLocation)
}

private func expect(_ expectation: HeapExpectation, of program: any Program, _ sourceLocation: SourceLocation) {
    guard let failure = expectation.failure(of: program) else { return }
    Issue.record(Comment(rawValue: failure), sourceLocation: sourceLocation)
}
