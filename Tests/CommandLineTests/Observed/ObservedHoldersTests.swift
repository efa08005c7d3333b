import Testing

/// What garbage holds that a name holds as well: once the name is dropped, its count is what garbage holds.
@Suite(.enabled(if: !Pythons.all.isEmpty, "there is no CPython from 3.9 to 3.13"))
struct ObservedHoldersTests {
    @Test(arguments: Pythons.all)
    func `a reference out of an instance whose dict was asked for counts once`(python: Pythons.Interpreter) throws {
        let workplace = try Workplace()
        try workplace.write(
            """
            class Node:
                pass
            named = Node()
            named.me = named
            ring = Node()
            ring.me = ring
            ring.held = named
            vars(ring)
            del ring
            """, "held.py")
        try workplace.run(["record", "--quiet", "--", python.path, "held.py"])
        let run = try #require((try workplace.json("report")["runs"] as? [[String: Any]])?.first)
        #expect((run["looks"] as? [String: Any])?["notUnderstood"] as? Int == 0)
        let types = (run["findings"] as? [[String: Any]])?.compactMap { ($0["types"] as? [String: Int])?["Node"] }
        #expect(types?.reduce(0, +) == 2)
    }

    @Test(arguments: Pythons.all)
    func `a lambda's name is dropped with the data, a function's stays`(python: Pythons.Interpreter) throws {
        let workplace = try Workplace()
        try workplace.write(
            """
            class Node:
                def __init__(self):
                    self.me = self
            get = lambda node=Node(): node
            def keep(node=Node()):
                return node
            """, "names.py")
        try workplace.run(["record", "--quiet", "--", python.path, "names.py"])
        let run = try #require((try workplace.json("report")["runs"] as? [[String: Any]])?.first)
        let findings = try #require(run["findings"] as? [[String: Any]])
        #expect(findings.map { $0["types"] as? [String: Int] } == [["Node": 1]])
    }
}
