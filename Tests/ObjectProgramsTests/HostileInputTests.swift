import Foundation
import Inspection
import LeakAnalysis
import ObjectPrograms
import Programs
import Testing
import TraceModel

@Suite("Hostile programs")
struct HostileInputTests {
    /// A million nodes, and fewer in a debug build, which takes a minute for them.
    #if DEBUG
    private static let nodes = 100_000
    #else
    private static let nodes = 1_000_000
    #endif

    private func refusal(_ bytes: [UInt8]) throws -> String {
        let error = try #require(throws: TraceError.self) {
            _ = try ObjectProgram(name: "program", file: "program.py", bytes: bytes)
        }
        return "\(error)"
    }

    @Test func `brackets nested too deep are refused, not followed`() throws {
        for depth in [150, 100_000] {
            let text = "x = " + String(repeating: "(", count: depth) + "1" + String(repeating: ")", count: depth)
            #expect(try refusal(Array(text.utf8)).contains("nested more than 100 deep"))
        }
    }

    @Test(arguments: ["not ", "-", "lambda: ", "1 if 1 else ", "x = ", "1 ** "])
    func `a long row of prefixes neither crashes nor hangs`(_ prefix: String) {
        _ = try? ObjectProgram("x = " + String(repeating: prefix, count: 20_000) + "1")
    }

    @Test(arguments: [".a", "[0]", "()", " + 1", " and x", ", x"])
    func `a long row of suffixes neither crashes nor hangs`(_ suffix: String) {
        _ = try? ObjectProgram("x = x" + String(repeating: suffix, count: 20_000))
    }

    @Test func `an f-string nested too deep is refused where it stands`() throws {
        let before = "x = " + String(repeating: "1 if 1 else ", count: 198)
        let text = before + "f'{a}'"
        #expect(try refusal(Array(text.utf8)).hasPrefix("program.py:1:\(before.count + 4): an expression nested more"))
    }

    @Test func `blocks nested too deep are refused, not followed`() throws {
        var text = ""
        for depth in 0..<200 { text += String(repeating: " ", count: depth) + "if 1:\n" }
        #expect(try refusal(Array(text.utf8)).contains("nested more than 100 deep"))
    }

    @Test func `elif after elif after elif`() throws {
        let text = "x = 5\nif x == 0:\n    pass\n" + (0..<5_000).map { "elif x == -\($0 + 1):\n    pass\n" }.joined()
        #expect(try ProgramRun(text + "else:\n    print('end')\n").output == "end\n")
    }

    @Test(.timeLimit(.minutes(2))) func `a program of 10 MB is read`() throws {
        let line = "x = 1  # " + String(repeating: "comment ", count: 125) + "\n"
        let program = try ObjectProgram(String(repeating: line, count: 10_000_000 / line.utf8.count))
        #expect((program.text?.utf8.count ?? 0) > 9_900_000)
    }

    @Test func `tabs, carriage returns and a byte order mark change nothing`() throws {
        let plain = "class A:\n\tpass\n\na = A()\nif a:\n\tprint('yes')\na = None\n"
        let strange = "\u{FEFF}" + plain.replacingOccurrences(of: "\n", with: "\r\n")
        let (one, other) = (try ProgramRun(plain), try ProgramRun(strange))
        #expect(one.steps == other.steps)
        #expect(one.output == "yes\n")
        #expect(one.steps.map(\.line) == [1, 4, 5, 7])
    }

    @Test func `names and strings of any script are kept`() throws {
        let run = try ProgramRun("class 객체:\n    pass\n변수 = 객체()\nprint('안녕', '😀', len('e\\u0301'))\n변수 = None\n")
        #expect(run.output == "안녕 😀 2\n")
        #expect(run.steps.last?.deinits == ["객체#1"])
    }

    @Test func `what is no text is refused with its line`() throws {
        #expect(try refusal(Array("x = 1\ny = ".utf8) + [0]).hasPrefix("program.py:2:1: the text holds a NUL"))
        #expect(try refusal(Array("x = 1\n".utf8) + [0xC3, 0x28]).hasPrefix("program.py:2:1: the text is not UTF-8"))
        #expect(try refusal([0xFF, 0xFE, 0x00]).contains("program.py:1:1"))
    }

    @Test func `no bytes, and a lone newline, are programs that do nothing`() throws {
        #expect(try ProgramRun("").steps.isEmpty)
        #expect(try ProgramRun("\n").steps.isEmpty)
        #expect(try ProgramRun("# only a comment").steps.isEmpty)
    }

    @Test(arguments: ["a.b.py", ".py", "noend", "inner/deep.py"])
    func `a program is called by its path from the working folder on`(_ file: String) throws {
        let folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).standardizedFileURL
        let scratch = ".build/scratch-\(UUID().uuidString)"
        let path = folder.appending(path: "\(scratch)/\(file)")
        try FileManager.default.createDirectory(
            at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder.appending(path: scratch)) }
        try Data("a = 1\n".utf8).write(to: path)
        for written in [path.path, "\(scratch)/\(file)", "./\(scratch)/../\(scratch.dropFirst(7))/\(file)"] {
            let program = try ObjectProgram(path: written)
            #expect(program.name == "\(scratch)/\(file)")
            #expect(program.path == path.path)
        }
    }

    @Test func `a program outside of the working folder is called by its whole path`() throws {
        let path = FileManager.default.temporaryDirectory.standardizedFileURL.appending(path: "\(UUID().uuidString).py")
        try Data("a = 1\n".utf8).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        #expect(try ObjectProgram(path: path.path).name == path.path)
    }

    @Test func `random bytes are refused or run, but do not crash`() {
        var generator = SystemRandomNumberGenerator()
        let seed = generator.next()
        var state = seed
        let alphabet = Array("()[]{}:=,.+-*/ \n\tabdefx01'\"#\\if else for in lambda None".utf8)
        for _ in 0..<2_000 {
            var bytes: [UInt8] = []
            for _ in 0..<40 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            guard let program = try? ObjectProgram(name: "p", file: "seed-\(seed).py", bytes: bytes) else { continue }
            _ = try? ProgramRun(program, maximumStatements: 1_000)
        }
    }

    @Test(arguments: ["while True:\n    pass\n", "x = [1]\nfor v in x:\n    x.append(v)\n"])
    func `an endless loop ends at the statement limit`(_ text: String) throws {
        let failure = try #require(try ProgramRun(text, maximumStatements: 10_000).failure)
        #expect(failure.contains("10000 statements"))
    }

    @Test(arguments: [
        "def f(n):\n    return f(n + 1)\nf(0)\n", "class A:\n    def __init__(self):\n        self.a = A()\nA()\n",
        "class A:\n    def __add__(self, o):\n        return self + o\nA() + 1\n",
        "class A:\n    def __repr__(self):\n        return f'{self}'\nprint(A())\n",
        "class A:\n    def __call__(self, *v):\n        return self(*v)\nA()(1)\n",
        "class A:\n    def __len__(self):\n        return len(self)\nlen(A())\n",
        "def k(v):\n    return [k(w) for w in [v]]\nk(1)\n", "def s(v):\n    x = [1, 2]\n    x.sort(key=s)\ns(1)\n",
    ])
    func `recursion without end is Python's error, not a crash`(_ text: String) throws {
        #expect(
            try #require(try ProgramRun(text).failure).hasPrefix("RecursionError: maximum recursion depth exceeded"))
    }

    @Test func `a list inside itself a thousand times is Python's error when printed`() throws {
        let text = "x = []\nfor i in range(5000):\n    x = [x]\nprint(x)\n"
        #expect(try #require(try ProgramRun(text).failure).hasPrefix("RecursionError"))
        let equal = "x = []\ny = []\nfor i in range(20000):\n    x = [x]\n    y = [y]\nprint(x == y)\n"
        #expect(try #require(try ProgramRun(equal).failure).hasPrefix("RecursionError"))
    }

    @Test(
        .timeLimit(.minutes(4)),
        arguments: [
            ("", ""), ("    t.leaf = A()\n", ""), ("    t.next = [t.next]\n", ""),
            ("", "first.next = head\nhead = first = None\n"),
        ])
    func `many nodes in a chain, a comb and a ring need no stack`(_ inside: String, _ atEnd: String) throws {
        let text = """
            class A:
                pass
            head = first = A()
            for i in range(\(Self.nodes)):
                t = A()
                t.next = head
            \(inside)    head = t
            t = None
            first = None if \(atEnd.isEmpty) else first
            \(atEnd.isEmpty ? "head = None" : atEnd)
            """
        let program = try ObjectProgram(text.replacing("true", with: "True").replacing("false", with: "False"))
        let settings = RunSettings(design: .strong, parameters: try ParameterValues(of: program))
        let outcome = try ProgramRunner.run(program, settings: settings)
        #expect(outcome == .finished)
    }
}
