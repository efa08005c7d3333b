import Foundation
import Testing

/// `steps` below the top level.
@Suite struct StepOptionsTests {
    let workplace: Workplace

    init() throws {
        workplace = try Workplace()
        try workplace.write(
            """
            class Node:
                pass

            def build():
                node = Node()
                node.me = node
                return node

            def main():
                for i in range(2):
                    build()
                print("a line of more than sixty letters, which is told whole, up to its very last word: end")

            main()

            """, "app.py")
        try workplace.output("record", "app.py", "--quiet")
    }

    private func lines(_ arguments: String...) throws -> [Int] {
        let text = try workplace.run(["steps", "1", "--format", "json"] + arguments).output
        let table = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return try #require(table?["steps"] as? [[String: Any]]).compactMap { $0["line"] as? Int }
    }

    @Test func `the rows are those of the top level, of a depth, or of a function`() throws {
        #expect(try lines() == [1, 4, 9, 14])
        #expect(try lines("--in", "build") == [5, 6, 7, 5, 6, 7])
        #expect(try lines("--depth", "1") == [1, 2, 4, 9, 14, 10, 12])
    }

    @Test func `a function that never ran, and a pass that there was not, are said so`() throws {
        let function = try workplace.run("steps", "1", "--in", "nosuch")
        #expect(function.status == 66)
        #expect(function.errors.contains("no statement of a function nosuch ran"))
        #expect(try workplace.run("steps", "1", "--iteration", "7").status == 66)
        #expect(try workplace.run("steps", "1", "--iteration", "0").status == 64)
        #expect(try workplace.run("steps", "1", "--depth", "-1").status == 64)
    }

    @Test func `a line that is too long goes on in the next`() throws {
        let text = try workplace.output("steps", "1")
        #expect(text.replacing(/\n +/, with: "").contains("up to its very last word: end"), "\(text)")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `the book's weak reference has columns: the array, and what refers to it weakly`() throws {
        try workplace.output("record", "weakref", "--quiet")
        let text = try workplace.output("steps", "weakref/strong")
        #expect(text.contains("ndarray#1 (a)") && text.contains("weakref#1 (b)"), "\(text)")
    }

    @Test func `version is a command, too`() throws {
        #expect(try workplace.output("version") == workplace.output("--version"))
    }
}
