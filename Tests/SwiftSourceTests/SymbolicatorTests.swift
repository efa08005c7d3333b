import CSwiftRuntime
import Foundation
import Testing
import TraceModel

@testable import SwiftSource

/// Two tools that know nothing of each other find the same places.
struct SymbolicatorTests {
    /// The files of this process.
    private static func images() -> [CodeImage] {
        var images: [CodeImage] = []
        withUnsafeMutablePointer(to: &images) { images in
            dzt_each_image(
                { path, begin, end, context in
                    guard let path, let images = context?.assumingMemoryBound(to: [CodeImage].self) else { return }
                    let image = CodeImage(path: String(cString: path), begin: UInt(begin), end: UInt(end))
                    images.pointee.append(image)
                }, images)
        }
        return images
    }

    @Test(.enabled(if: LLVMSymbolizer() != nil, "llvm-symbolizer is not installed"))
    func `the toolchain's symbolizer finds what its module finds`() throws {
        let addresses = Set(Thread.callStackReturnAddresses.prefix(12).map(\.uintValue))
        let here = Symbolicator(addresses)
        let there = try #require(LLVMSymbolizer()?.places(of: addresses.sorted(), in: Self.images()))
        var compared = 0
        for address in addresses {
            for (ours, theirs) in zip(here[address], there[address] ?? []) where ours.isOfProgram {
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
