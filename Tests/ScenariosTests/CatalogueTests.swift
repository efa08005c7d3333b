import Foundation
import Programs
import Scenarios
import Testing
import TraceModel

@Suite struct CatalogueTests {
    @Test func `the catalogue holds what the documentation lists, in that order`() throws {
        #expect(
            try Catalogue.builtIn.programs.map(\.name) == [
                "chain", "chain-domino", "cycle", "weakref", "dezero-square", "dezero-loop", "dezero-branch",
                "dezero-shared", "dezero-split", "sphere", "matyas", "goldstein", "rosenbrock", "newton", "mlp",
                "dezero", "chain-n", "ring",
            ])
    }

    @Test func `the standard suite is the book's programs, without the large forms`() throws {
        let catalogue = try Catalogue.builtIn
        for name in Catalogue.standardSuite { #expect(catalogue.program(named: name) != nil, "\(name)") }
        #expect(Catalogue.standardSuite.count == 6)
    }

    @Test func `the embedded programs are the files that CPython runs`() throws {
        let folder = GroundTruth.fixtures.appending(path: "programs")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".py") }
        let embedded = try Catalogue.builtIn.programs.filter { $0.text != nil }
        #expect(Set(embedded.map { "\($0.name).py" }) == Set(files))
        for program in embedded {
            let file = try Data(contentsOf: folder.appending(path: "\(program.name).py"))
            #expect(program.text == String(bytes: file, encoding: .utf8), "\(program.name)")
        }
    }

    @Test func `every program says in one line what it shows`() throws {
        for program in try Catalogue.builtIn.programs {
            #expect(!program.summary.isEmpty)
            #expect(!program.summary.contains { $0.isNewline })
        }
    }

    @Test(arguments: [
        ("chain", [String]()), ("chain-domino", []), ("cycle", ["obj.a"]), ("weakref", []),
        ("dezero-square", ["Function.outputs"]), ("dezero-loop", ["Function.outputs"]), ("chain-n", []),
        ("ring", ["node.first"]),
    ])
    func `a program declares the reference that its weakref design holds weakly`(name: String, slots: [String]) throws {
        let program = try #require(try Catalogue.builtIn.program(named: name))
        #expect(program.weakrefSlots.map(\.description) == slots)
    }

    @Test func `only the program that makes weak references says so`() throws {
        #expect(try Catalogue.builtIn.programs.filter(\.makesWeakReferences).map(\.name) == ["weakref"])
    }

    @Test(arguments: ["chain-n", "ring"])
    func `the large forms take n from 1 to ten million`(name: String) throws {
        let program = try #require(try Catalogue.builtIn.program(named: name))
        #expect(program.parameters.map(\.name) == ["n"])
        for value in ["1", "10000000"] { _ = try ParameterValues(of: program, set: [("n", value)]) }
        for value in ["0", "-1", "abc", "10000001", "1.5", ""] {
            let error = try #require(throws: TraceError.self) {
                try ParameterValues(of: program, set: [("n", value)])
            }
            #expect(error.code == .usage)
        }
    }
}
