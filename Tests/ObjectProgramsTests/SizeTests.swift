import ObjectPrograms
import Programs
import Testing
import TraceModel

/// A number of a program that becomes a size, an index or a count, and what CPython 3.11 (with numpy) does with it.
struct SizedProgram: Sendable, CustomTestStringConvertible {
    var text: String
    /// What it prints before it ends.
    var output = ""
    /// `Type: message`; nil where it runs to its end.
    var failure: String?

    var testDescription: String { text }

    init(_ text: String, prints output: String = "") { (self.text, self.output) = (text, output) }

    init(_ text: String, fails failure: String) { (self.text, self.failure) = (text, failure) }

    static let largest = "9223372036854775807"
    static let numpy = "import numpy as np\n"
    static let tooBig =
        "ValueError: array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size."

    static let ranges = [
        SizedProgram("for i in range(-\(largest), \(largest)): break"),
        SizedProgram(
            "print(len(range(-1, \(largest))))", fails: "OverflowError: Python int too large to convert to C ssize_t"),
        SizedProgram("x = -\(largest) - 1\nfor i in range(0, x, x): print(i)", prints: "0\n"),
        SizedProgram("for i in range(3, 1, -\(largest) - 1): print(i)", prints: "3\n"),
        SizedProgram(
            "for i in range(-\(largest) - 1, \(largest), \(largest)): print(i)",
            prints: "-9223372036854775808\n-1\n9223372036854775806\n"),
        SizedProgram("for i in range(\(largest) - 1, \(largest)): print(i)", prints: "9223372036854775806\n"),
        SizedProgram("print(not range(0), not range(-1, \(largest)), len(range(5, -5, -3)))", prints: "True False 4\n"),
        SizedProgram("print([i for i in enumerate([1], \(largest))])", prints: "[(9223372036854775807, 1)]\n"),
    ]

    static let repetitions = [
        SizedProgram("s = 'a' * \(largest)", fails: "MemoryError"),
        SizedProgram("s = 'ab' * \(largest)", fails: "OverflowError: repeated string is too long"),
        SizedProgram("s = '\u{D55C}' * \(largest)", fails: "MemoryError"),
        SizedProgram("s = 'a' * 1000000000000", fails: "MemoryError"),
        SizedProgram("L = [1] * 1000000000000", fails: "MemoryError"),
        SizedProgram("L = [1, 2] * \(largest)", fails: "MemoryError"),
        SizedProgram("L = [1]\nL *= 1000000000000", fails: "MemoryError"),
        SizedProgram("L = [1, 2]\nL *= \(largest)", fails: "MemoryError"),
        SizedProgram("T = (1,) * 1000000000000", fails: "MemoryError"),
        SizedProgram("T = (1,)\nT *= \(largest)", fails: "MemoryError"),
        SizedProgram(
            "L = []\nL *= \(largest)\nprint(L, [] * \(largest), () * \(largest), '' * \(largest) == '')",
            prints: "[] [] () True\n"),
        SizedProgram("print([1] * -\(largest), (1,) * -1, 'a' * -1 == '')", prints: "[] () True\n"),
        SizedProgram("L = [1, 2]\nL *= 3\nprint(L, 2 * (3,), True * [4])", prints: "[1, 2, 1, 2, 1, 2] (3, 3) [4]\n"),
        SizedProgram(
            "print((-1) ** \(largest), (-1) ** (\(largest) - 1), 0 ** \(largest), 1 ** \(largest), 0 ** 0)",
            prints: "-1 1 0 1 1\n"),
    ]

    static let indexes = [
        SizedProgram(
            "L = [1, 2, 3, 4, 5]\nprint(L[3:1:-\(largest) - 1], L[::\(largest)], L[\(largest):], L[-\(largest):2])",
            prints: "[4] [1] [] [1, 2]\n"),
        SizedProgram(
            "print('abc'[::-\(largest) - 1], 'abc'[-1], 'a\u{D55C}\u{1F600}'[1], 'a\u{D55C}\u{1F600}'[::-1])",
            prints: "c c \u{D55C} \u{1F600}\u{D55C}a\n"),
        SizedProgram("L = [1]\nprint(L[-\(largest) - 1])", fails: "IndexError: list index out of range"),
        SizedProgram("L = [1]\nL.pop(-\(largest) - 1)", fails: "IndexError: pop index out of range"),
        SizedProgram("L = [1]\ndel L[\(largest)]", fails: "IndexError: list assignment index out of range"),
        SizedProgram("L = [1]\nL[\(largest):] = [2]\ndel L[:-\(largest)]\nprint(L)", prints: "[1, 2]\n"),
        SizedProgram(
            "import gc\ngc.collect(\(largest))", fails: "OverflowError: Python int too large to convert to C int"),
        SizedProgram("import gc\ngc.collect(3)", fails: "ValueError: invalid generation"),
        SizedProgram("for c in 'e\u{301}': print(len(c))", prints: "1\n1\n"),
        SizedProgram("print('b' in 'abc', 'bd' in 'abc', '' in '', 'aab' in 'aaab')", prints: "True False True True\n"),
    ]

    static let arrays = [
        SizedProgram("\(numpy)a = np.random.randn(\(largest))", fails: tooBig),
        SizedProgram("\(numpy)a = np.random.randn(2305843009213693952)", fails: tooBig),
        SizedProgram("\(numpy)a = np.random.randn(1152921504606846976)", fails: tooBig),
        SizedProgram(
            "\(numpy)a = np.random.randn(1000000000000)",
            fails: "MemoryError: Unable to allocate 7.28 TiB for an array with shape (1000000000000,) and data type "
                + "float64"),
        SizedProgram(
            "\(numpy)a = np.random.randn(100000000000000)",
            fails: "MemoryError: Unable to allocate 728. TiB for an array with shape (100000000000000,) and data type "
                + "float64"),
        SizedProgram("\(numpy)a = np.random.randn(-1)", fails: "ValueError: negative dimensions are not allowed"),
        SizedProgram("\(numpy)np.random.seed(-1)", fails: "ValueError: Seed must be between 0 and 2**32 - 1"),
        SizedProgram("\(numpy)np.random.seed(4294967296)", fails: "ValueError: Seed must be between 0 and 2**32 - 1"),
    ]
}

@Suite("Sizes") struct SizeTests {
    @Test(arguments: SizedProgram.ranges + SizedProgram.repetitions + SizedProgram.indexes + SizedProgram.arrays)
    func `a number that becomes a size does what it does in CPython`(_ program: SizedProgram) throws {
        let run = try ProgramRun(program.text)
        #expect(run.output == program.output)
        #expect(run.failure == program.failure)
    }

    /// CPython has room for these where the machine has; the simulation refuses them before it takes any.
    @Test(arguments: [
        ("L = [0] * 268435457", "a list of more than 268,435,456 elements; make a shorter one"),
        ("T = (0, 1) * 134217729", "a tuple of more than 268,435,456 elements; make a shorter one"),
        ("s = 'a' * 268435457", "a text of more than 268,435,456 bytes; make a shorter one"),
        ("import numpy as np\na = np.random.randn(268435457)", "an array of more than 268,435,456 numbers; make"),
        ("import numpy as np\na = np.array([9007199254740993])", "a whole number of more than 53 bits in an array;"),
        ("L = [i for i in enumerate([1, 2], 9223372036854775807)]", "a whole number of more than 64 bits; use"),
    ])
    func `what only this machine has no room for is unsupported, with its line`(_ text: String, why: String) throws {
        let run = try ProgramRun(text)
        #expect(try #require(run.failure).hasPrefix("Unsupported: \(why)"))
        #expect(run.line == text.split(separator: "\n").count)
    }

    @Test func `a failure tells the innermost line that ran`() throws {
        let run = try ProgramRun("def f():\n    x = 1\n    return x.y\n\nz = f()\n")
        #expect(run.failure == "AttributeError: 'int' object has no attribute 'y'")
        #expect(run.line == 3)
    }

    @Test func `types in tuples in tuples are Python's error, not a crash`() throws {
        let text = "t = str\nfor i in range(3000):\n    t = (t,)\nprint(isinstance(1, t))\n"
        let failure = "RecursionError: maximum recursion depth exceeded in __instancecheck__"
        #expect(try ProgramRun(text).failure == failure)
    }

    /// Each is one statement that would run for years, or as good as.
    @Test(
        arguments: [
            "L = [i for i in range(1000000000000)]", "L = [1]\nx = [L.append(i) for i in L]",
            "x = [1 for i in range(1000000) for j in range(1000000) if False]",
            "L = [1]\nM = [1]\nfor i in range(60):\n    L = [L, L]\n    M = [M, M]\nprint(L == M)",
            "t = ()\nfor i in range(60):\n    t = (t, t)\nd = {t: 1}",
            "t = str\nfor i in range(60):\n    t = (t, t)\nprint(isinstance(1, t))",
            "f = lambda n: f(n - 1) + f(n - 1) if n else 1\nprint(f(90))",
            "L = []\nfor i in range(60):\n    L = [L, L]\nprint(L)",
            "s = 'a' * 100000\nt = 'a' * 50000 + 'b'\nx = [t in s for i in range(1000000)]",
            "L = [0] * 100000\nx = [L.sort() for i in range(1000000)]",
            "import gc\nL = [[] for i in range(10000)]\nx = [gc.collect() for i in range(1000000000)]",
        ])
    func `a statement without end reaches the statement limit`(_ text: String) throws {
        let failure = try #require(try ProgramRun(text, maximumStatements: 100_000).failure)
        #expect(failure.hasPrefix("StatementLimit: the program ran 100000 statements"))
    }

    /// A list of literals on one line has a place for each, and all of them one text.
    @Test func `a long line costs what its length is, and is cut`() throws {
        let tracker = MemoryTracker()
        let program = try ObjectProgram("L = [" + String(repeating: "1, ", count: 40_000) + "1]\n")
        let settings = RunSettings(design: .strong, parameters: try ParameterValues(of: program))
        #expect(try ProgramRunner.run(program, settings: settings, tracker: tracker) == .finished)
        let statements = tracker.trace.names.sites.map(\.statement)
        #expect(statements.count > 40_000)
        #expect(Set(statements.map(\.unicodeScalars.count)).max() == SiteDefinition.maximumStatement)
        #expect(statements[100].hasPrefix("L = [1, 1, "))
        #expect(statements[100].hasSuffix(", 1…"))
    }
}
