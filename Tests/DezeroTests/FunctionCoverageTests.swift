import Foundation
import Testing

@testable import Dezero

/// A new function is not done before its gradient was checked.
@Suite struct FunctionCoverageTests {
    /// The classes of functions in a formula.
    private func functions(in formula: Formula) -> Set<String> {
        guard case .call(let operation, let arguments) = formula else { return [] }
        return arguments.reduce([operation.type.name]) { $0.union(functions(in: $1)) }
    }

    @Test func `every function stands in the table of gradients`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Simulation/Dezero/Functions")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }
        #expect(names.count >= 15)
        let checked = GradientTests.cases.reduce(Set<String>()) { $0.union(functions(in: $1.formula)) }
        // A split has two outputs, and so a test of its own.
        for name in names where name != "Split" { #expect(checked.contains(name), "\(name): add it to GradientTests") }
    }
}
