import HeapExpectations
public import Testing

/// How a test, or every test of a suite, runs the programs that it expects something of.
public struct HeapTrait: TestTrait, SuiteTrait, TestScoping {
    let change: @Sendable (inout HeapSettings) -> Void

    public var isRecursive: Bool { true }

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        var settings = HeapSettings.current
        change(&settings)
        try await HeapSettings.$current.withValue(settings, operation: function)
    }
}

extension Trait where Self == HeapTrait {
    /// Runs the programs of a test or suite in another way: `@Test(.heap(weak: ["Node.parent"]))`.
    ///
    /// - Parameters:
    ///   - weak: the slots to hold weakly, whatever a program declares.
    ///   - collector: what runs beside counting: `none`, `cpython-3.12`, `cpython-3.13` or `memory:BYTES`.
    ///   - maximumDesigns: how many designs are tried for the advice of a failure; 0 for no advice.
    /// - Returns: the trait.
    public static func heap(
        weak: [String]? = nil, collector: String? = nil, maximumDesigns: Int? = nil
    ) -> HeapTrait {
        HeapTrait { settings in
            settings.weakSlots = weak ?? settings.weakSlots
            settings.collector = collector ?? settings.collector
            settings.maximumDesigns = maximumDesigns ?? settings.maximumDesigns
        }
    }
}
