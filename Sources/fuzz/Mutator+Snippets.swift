extension Mutator {
    /// Small things that lexers, parsers and compilers stumble over.
    static let snippets = [
        "(", ")", "[", "]", "{", "}", ":", ",", ";", "=", ":=", "->", "**", "*", "//", "<<", ">>=", "!=", "!", "@",
        "...",
        ".", "~", "$", "?", "`", "'", "\"", "'''", "\"\"\"", "f'", "f'{", "f\"{a!r:>{b}}\"", "rb'", "u'", "\\", "\\\n",
        "'\\x4'", "'\\u12'", "'\\N{DASH}'", "'\\777'", "'\\U0011FFFF'", "#", "# dezero-trace:",
        "# dezero-trace: iteration\n",
        "# dezero-trace: weakref A.b\n", "# dezero-trace: program a design weakref\n",
        "# dezero-trace: parameter n 1..9\n",
        "\n", "\r", "\r\n", "\t", "\u{0C}", "\0", "\u{FEFF}", "\u{2028}", "\u{202E}", "\u{301}", "가", "😀", "ﬁ",
        "0", "00", "0x", "0xFFFFFFFFFFFFFFFFF", "0b2", "0o8", "1_", "1__0", "1e", "1e999", "1.e-5", ".5", "1j",
        "1if 1else 2",
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "99999999999999999999999999",
        "and", "as", "assert ", "async ", "await ", "break", "class A:", "class A(B):", "continue",
        "def f(a, b=1, *c):",
        "def ", "del ", "elif 1:", "else:", "except:", "finally:", "for a in b:", "for ", "from a import b",
        "global a\n",
        "if 1:", "import gc", "in", "is not", "lambda *a: a", "lambda: ", "nonlocal a\n", "not ", "or", "pass",
        "raise ",
        "return ", "try:", "while 1:", "with a:", "yield ", "None", "True", "False", "self", "super()", "__init__",
        "a = b = ", "a, *b = ", "(a, [b, c]) = ", "a.b += ", "a[1:2:3]", "[a for a in b for c in d if e]", "{a: b}",
        "{*a}",
        "f(*a, b=c)", "f(**a)", "sys.getrefcount(", "gc.collect()", "weakref.ref(", "np.array(",
    ]

    /// What can stand in itself, and what closes it.
    static let nesting = [
        ("(", ")"), ("[", "]"), ("{1: ", "}"), ("f(", ")"), ("a[", "]"), ("(a, ", ")"), ("-", "1"), ("not ", "1"),
        ("lambda: ", "1"), ("lambda a=", "1: 1"), ("1 if ", " else 1"), ("1 if 1 else ", "1"), ("[a for a in ", "]"),
        ("f'{", "}'"), ("f\"{'", "'}\""), ("a.", "b"), ("a = ", "1"), ("1 ** ", "1"), ("1 + ", "1"), ("1 < ", "1"),
        ("a and ", "a"), ("def f(a=", "): pass"), ("if 1:\n ", "pass"), ("if 1:\n\t", "pass"), ("else:\n ", ""),
        ("elif 1:\n pass\n", "else: pass"), ("\n ", "\n"), ("\\\n", "1"), (";", ""), ("*", "a"), (":", ""),
    ]
}
