import DesignAdvice
import Testing
import TraceModel

/// Clearings: when, of what, as which code.
struct ClearingTests {
    /// Each of two partners is at some time reached only through the other, so that no weak slot does.
    private let partners = """
        class Partner:
            pass
        def pair():
            one = Partner()
            two = Partner()
            one.left = two
            two.right = one
            one.name = two.name = "x"
            return one
        """

    private func body(_ indent: String) -> String {
        [
            "first = pair()", "second = first.left", "first = None", "print(second.right.name)", "first = second.right",
            "second = None", "print(first.left.name)",
        ].map { indent + $0 }.joined(separator: "\n")
    }

    private func clearing(_ text: String) throws -> FieldClearing {
        let advice = try Subject.advice(try Subject.program(text))
        #expect(advice.decision == .one)
        #expect(advice.recommended?.asIs.leaks == false)
        return try #require(advice.recommended?.clearings.first)
    }

    @Test func `a function that ends without return clears in its last line`() throws {
        let clearing = try clearing("\(partners)\ndef work():\n\(body("    "))\nwork()\nwork()\n")
        #expect(clearing.objects == 2)
        let place = try #require(clearing.places.first)
        #expect(clearing.places.count == 1)
        #expect((place.side, place.end) == (.after, .function))
        #expect(place.function == "work")
        #expect(place.statement.statement == "print(first.left.name)")
        #expect(place.code == "first.left.right = None")
        #expect(place.isCode)
    }

    @Test func `a loop clears at the end of each pass, the last one too`() throws {
        // The first two pairs are lost as the name is bound anew, the third as the program ends.
        let clearing = try clearing("\(partners)\nfor number in range(3):\n\(body("    "))\n")
        #expect(clearing.objects == 3)
        let place = try #require(clearing.places.first)
        #expect(clearing.places.count == 1)
        #expect((place.side, place.end, place.runs, place.allRuns) == (.after, .pass, 3, 3))
        #expect(place.isCode)
    }

    @Test func `where no name leads there none is made up`() throws {
        // The pair stands in a list alone, and no field path leads through it.
        let text = """
            \(partners)
            saved = [pair()]
            saved.append(saved.pop().left)
            print(saved[0].right.name)
            saved.append(saved.pop().right)
            print(saved[0].left.name)
            saved = None
            """
        let clearing = try clearing(text)
        #expect(clearing.places.map(\.code) == [nil])
        #expect(clearing.places.map(\.statement.statement) == ["saved = None"])
        #expect(!clearing.isCode)
    }

    @Test func `the program with the code in it leaks nothing`() throws {
        let lines = "\(partners)\n\(body(""))\nfirst = None\n"
        let clearing = try clearing(lines)
        let place = try #require(clearing.places.first)
        #expect(place.side == .before && place.statement.statement == "first = None")
        let code = try #require(place.code)
        let mended = "\(partners)\n\(body(""))\n\(code)\nfirst = None\n"
        #expect(try Subject.advice(try Subject.program(mended)).isClean)
    }
}
