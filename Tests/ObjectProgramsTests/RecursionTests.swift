import ObjectPrograms
import Testing

/// How deep a program may call: the largest `N` for which CPython 3.11.7 runs `python3 FILE` to its end.
@Suite struct RecursionTests {
    static let programs: [(text: String, largest: Int)] = [
        ("def f(n):\n    if n: f(n - 1)\nf(N)\n", 998),
        ("f = lambda n: f(n - 1) if n else 0\nf(N)\n", 998),
        ("class A:\n    def m(self, n):\n        if n: self.m(n - 1)\nA().m(N)\n", 998),
        ("def f(n):\n    if n: [f(n - 1) for i in [1]]\nf(N)\n", 499),
        ("class A:\n    def __init__(self, n):\n        if n: self.k = A(n - 1)\nA(N)\n", 498),
        ("class A:\n    def __call__(self, n):\n        if n: self(n - 1)\nA()(N)\n", 498),
        ("def k(v):\n    if v: [v - 1].sort(key=k)\n    return 0\nk(N)\n", 499),
        (
            "class A:\n    def __init__(self, n):\n        self.n = n\n    def __repr__(self):\n        if self.n:\n"
                + "            a = A(self.n - 1)\n            return f'{a}'\n        return 'x'\nprint(f'{A(N)}')\n",
            332
        ),
        (
            "class A:\n    def __init__(self, n):\n        self.n = n\n    def __neg__(self):\n"
                + "        if self.n: return -A(self.n - 1)\n        return 0\n-A(N)\n", 997
        ),
    ]

    @Test(arguments: programs)
    func `calls nest as deep as in CPython, and no deeper`(_ text: String, _ largest: Int) throws {
        #expect(try ProgramRun(text.replacing("N)", with: "\(largest))")).failure == nil)
        let failure = try ProgramRun(text.replacing("N)", with: "\(largest + 1))")).failure ?? ""
        #expect(failure.hasPrefix("RecursionError: maximum recursion depth exceeded"))
    }
}
