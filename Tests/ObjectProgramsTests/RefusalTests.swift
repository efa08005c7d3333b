import ObjectPrograms
import Testing
import TraceModel

/// What is refused of a text, all of it at once.
@Suite struct RefusalTests {
    private func refused(_ text: String) throws -> RefusedProgram {
        let error = try #require(throws: TraceError.self) { try ObjectProgram(text) }
        return try #require(error.cause as? RefusedProgram)
    }

    /// The construct and its lines, of every refusal.
    private func told(_ text: String) throws -> [String] {
        try refused(text).refusals.map { "\($0.construct) \($0.places.map(\.line))" }
    }

    @Test func `every place whose comment says so is refused, and no other`() throws {
        let text = """
            import json                        # the module 'json'
            from os import path, sep           # the module 'os'
            import gc, sys
            from weakref import ref as weak, proxy   # weakref.proxy

            @dataclass                         # the decorator '@dataclass'
            class A:
                __slots__ = ["x"]              # the class attribute '__slots__'
                @property                      # the decorator '@property'
                def size(self):
                    try:                       # a 'try' statement
                        return {1, 2}          # a set
                    except KeyError as error:
                        print(error)
                        yield 1                # 'yield'
                    finally:
                        self.y = b"z"          # a bytes literal

                def get(self):
                    return self.size

            def f(a, **rest):                  # a '**' parameter
                with a as b:                   # a 'with' statement
                    if (n := 3) > 2:           # ':='
                        print(f"{n:3}", n)     # an f-string with a format or conversion
                class B:                       # a class inside a block
                    def m(self):
                        assert self            # an 'assert' statement
                return [*b, *rest]             # a starred element; a starred element

            async def g():                     # 'async'
                await f(**{})                  # 'await'; '**' in a call
                return str(1), sys.argv        # a call of 'str'; sys.argv

            for i in [1]:
                x = A().get(i)
            else:                              # an 'else' of a loop
                x = sum(i for i in [1])        # a generator expression
                y = {k: 1 for k in [2]}        # a dict comprehension
            print(any(x), path, sep, proxy)    # the built-in 'any'
            gc.freeze()                        # gc.freeze
            z = x.append                       # a method of a list or dict kept for later
            a, *c = x | y                      # a starred target; the operator '|'
            match x:                           # a 'match' statement
                case 1:
                    c = ...                    # '...'
            """
        var expected: [String] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let comment = line.split(separator: "#", maxSplits: 1).dropFirst().first ?? ""
            expected += comment.split(separator: ";").map { "\(number + 1) \($0.trimmingPrefix(" "))" }
        }
        let found = try refused(text).refusals.flatMap { refusal in
            refusal.places.map { "\($0.line) \(refusal.construct)" }
        }
        #expect(found.sorted() == expected.map { $0.trimmed }.sorted())
    }

    @Test func `one line counts them, one each tells where, what, where else, and what to write`() throws {
        let text = "x = 1\nassert x\ny = {1}\nassert x\nassert y\n"
        #expect(
            try refused(text).lines == [
                "program.py is refused for 2 reasons, in 4 places:",
                "  program.py:2:1: an 'assert' statement (3 places: lines 2, 4, 5); "
                    + "write if not ...: raise ValueError(...)",
                "  program.py:3:5: a set; use a list, or a dict with True as values",
            ])
        #expect(try refused("assert 1\n").lines.count == 1)
    }

    @Test func `a refusal keeps ten places and counts the others`() throws {
        let text = (1...25).map { "x\($0) = {\($0)}" }.joined(separator: "\n")
        let refusal = try refused(text).refusals[0]
        #expect(refusal.places.map(\.line) == Array(1...10))
        #expect(refusal.count == 25)
        #expect(
            refusal.description(file: "f.py").contains("(25 places: lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 15 more)"))
    }

    @Test func `a hundred refusals are kept and the others counted`() throws {
        let error = try refused((1...250).map { "import m\($0)" }.joined(separator: "\n"))
        #expect(error.refusals.count == 100)
        #expect(error.count == 250)
        #expect(error.lines.last == "  and 150 more")
    }

    @Test(arguments: [
        ("x = 1\n    break\n", ["unexpected indent [2]"]),
        ("if x ? y:\n    continue\nelse:\n    return\n", ["invalid character '?' [1]"]),
        ("while x y:\n    break\n", ["unexpected 'y' [1]"]),
        ("x = 1\n  y = {1}\nz = {2}\n", ["unexpected indent [2]", "a set [2, 3]"]),
        (
            "if x ? y:\n    z = {1}\nelse:\n    assert z\n",
            ["invalid character '?' [1]", "a set [2]", "an 'assert' statement [4]"]
        ),
        ("def f(:\n    return {1}\n", ["'(' is never closed [1]", "a set [2]"]),
        ("x = 'abc\ny = {1}\n", ["unterminated string [1]", "a set [2]"]),
        ("class A:\nx = {1}\n", ["expected an indented block after class [2]", "a set [2]"]),
        (
            "x = {1}\ny = [1, 2\nassert x\nz = {3}\n",
            ["a set [1, 4]", "'[' is never closed [2]", "an 'assert' statement [3]"]
        ),
        (
            "if 1:\n        x = 1\n    y = {1}\nz = {2}\n",
            ["unindent does not match any outer indentation level [3]", "a set [3, 4]"]
        ),
        ("x = f'{a b}' + {1}\ny = {2}\n", ["unexpected 'b' [1]", "a set [2]"]),
        ("x = f'{a' + f'{1}'\n", ["f-string: '{' is never closed [1]"]),
        (
            "x = f'{1j}' + f'{b\"a\"!r}'\n",
            ["a complex number [1]", "a bytes literal [1]", "an f-string with a format or conversion [1]"]
        ),
    ])
    func `what is no Python hides nothing of the other statements`(_ text: String, _ expected: [String]) throws {
        let found = try told(text)
        #expect(found.sorted() == expected.sorted())
    }

    @Test func `names that something refused binds are no other refusal`() throws {
        let text = """
            from helpers import any, sorted
            with f() as (id, open):
                print(any(id), sorted(open))
            def g(*, vars, **map):
                return vars, map
            if (next := 3):
                print(next)
            match g:
                case [all, hash]:
                    print(all, hash)
            class E(any):
                pass
            """
        let words = try told(text).filter { $0.contains("built-in") || $0.contains("base class") }
        #expect(words.isEmpty)
    }

    @Test func `a line of a notebook is named, whatever stands around it`() throws {
        let text = "!pip install x\n%matplotlib inline\nif 1:\n    %time f()\nfiles = !ls\nx = 5 % 3\n%%bash\n"
        #expect(
            try told(text) == [
                "a line of a notebook, which begins with '!' [1, 5]",
                "a line of a notebook, which begins with '%' [2, 4]",
                "a line of a notebook, which begins with '%%' [7]",
            ])
        #expect(try !refused(text).isPython)
    }

    @Test(arguments: [
        ("d.get(1)", "a dict", "k in d"), ("d.items()", "a dict", "keys"), ("d.values()", "a dict", "keys"),
        ("d.keys()", "a dict", "dict itself"), ("d.update(d)", "a dict", "one by one"),
        ("d.insert(0, 1)", "a list", "[i:i]"), ("d.join(d)", "a str", "+"),
    ])
    func `a hint is of the type that has the method`(_ call: String, _ owner: String, _ hint: String) throws {
        let refusal = try refused("d = {}\n\(call)\n").refusals[0]
        #expect(refusal.construct.hasSuffix("of \(owner)"))
        #expect(refusal.remedy.contains(hint))
    }

    @Test func `a hundred thousand refused lines are counted in bounded memory`() throws {
        let error = try refused(String(repeating: "!x\n", count: 100_000))
        #expect(error.placeCount == 100_000)
        #expect(error.refusals.count == 1)
    }
}

extension String {
    fileprivate var trimmed: String { String(trimmingPrefix(" ").reversed().drop { $0 == " " }.reversed()) }
}
