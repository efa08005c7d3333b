import Foundation
import Testing
import TraceModel

@testable import SwiftSource

/// Two tools that know nothing of each other find the same places.
struct SymbolicatorTests {
    @Test(.enabled(if: LLVMSymbolizer() != nil, "llvm-symbolizer is not installed"))
    func `the toolchain's symbolizer finds what its module finds`() throws {
        let addresses = Set(Thread.callStackReturnAddresses.prefix(12).map(\.uintValue))
        let here = Symbolicator.places(of: addresses.sorted(), in: nil)
        let there = try #require(LLVMSymbolizer()?.places(of: addresses.sorted(), in: CodeImage.ofThisProcess()))
        var compared = 0
        for address in addresses {
            for (ours, theirs) in zip(here[address] ?? [], there[address] ?? []) where ours.isOfProgram {
                #expect(ours.function == theirs.function)
                #expect(ours.symbol == theirs.symbol)
                #expect(ours.line == theirs.line)
                #expect(theirs.path.hasSuffix(ours.path.split(separator: "/").last ?? "?"))
                compared += 1
            }
        }
        #expect(compared > 0)
    }
}
