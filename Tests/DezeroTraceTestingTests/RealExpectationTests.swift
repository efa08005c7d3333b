import DezeroTraceTesting
import Foundation
import Testing

private final class Document {
    var sections: [Section] = []
    let text: String
    init(_ text: String) { self.text = text }
    func write(weakly: Bool) { sections.append(Section(self, weakly: weakly)) }
}

private final class Section {
    var document: Document?
    weak var weakDocument: Document?
    init(_ document: Document, weakly: Bool) {
        if weakly { weakDocument = document } else { self.document = document }
    }
}

private final class Panel {
    var onClose: (() -> Void)?
    var closed = 0
    func start() {
        onClose = { self.closed += 1 }
    }
}

private final class Tail: ManagedBuffer<Int, Owner?> {}

private final class Owner {
    var buffer: ManagedBuffer<Int, Owner?>?
    var own: Owner?
    func fill() {
        let made = Tail.create(minimumCapacity: 4) { _ in 4 }
        made.withUnsafeMutablePointerToElements { $0.initialize(repeating: nil, count: 4) }
        made.withUnsafeMutablePointerToElements { $0[2] = self }
        buffer = made
    }
}

private final class Waiting: Sendable {
    nonisolated(unsafe) static var kept: Waiting?
}

/// Objects that several threads link and unlink at the same time, under a lock.
private final class Shared: Sendable {
    private final class Link {
        var next: Link?
        var held: [String: Link] = [:]
        var anything: Any?
    }

    private struct State {
        var first = Link()
        var isDone = false
        var count = 0
    }

    nonisolated(unsafe) private var state = State()
    private let lock = NSLock()

    var isDone: Bool { lock.withLock { state.isDone } }
    func finish() { lock.withLock { state.isDone = true } }

    func change() {
        lock.withLock {
            let link = Link()
            state.count += 1
            link.next = state.first
            link.held["first"] = state.first
            link.anything = (state.count, state.first)
            // Every so often the chain falls.
            state.first = state.count % 50 == 0 ? Link() : link
        }
    }
}

/// Who knows whom, both ways, by lists: nothing here could be weak.
private final class Friend {
    var friends: [Friend] = []

    static func pair() -> Friend {
        let (one, other) = (Friend(), Friend())
        one.friends = [other]
        other.friends = [one]
        return one
    }
}

@Suite struct RealExpectationTests {
    @Test func `a ring of real objects is told by its classes and fields with what to change`() throws {
        let text = try #require(
            texts {
                expectNoLeaks {
                    let document = Document("a text that is longer than a small one")
                    document.write(weakly: false)
                }
            }.first)
        #expect(text.contains("2 objects"))
        #expect(text.contains(".sections[0]"))
        #expect(text.contains(".document"))
        #expect(text.contains("RealExpectationTests.swift:9"), "where the section was made: \(text)")
        #expect(text.contains("Make `Section.document` weak"), "\(text)")
    }

    @Test func `where nothing could be weak the list to clear is named, and clearing it is the proof`() throws {
        let text = try #require(texts { expectNoLeaks { _ = Friend.pair() } }.first)
        #expect(text.contains("Clear `Friend.friends` (empty it, or set it to nil where it is an"), "\(text)")
        #expect(text.contains("then counting frees all"), "\(text)")
        expectNoLeaks { Friend.pair().friends = [] }
    }

    @Test func `what is mended passes`() {
        let title = expectNoLeaks {
            let document = Document("a text")
            document.write(weakly: true)
            return document.text
        }
        #expect(title == "a text")
    }

    @Test func `a closure that captures its owner is told as its field`() throws {
        let text = try #require(texts { expectNoLeaks { Panel().start() } }.first)
        #expect(text.contains(".onClose[self]"), "\(text)")
        #expect(text.contains("Let the closure in `Panel.onClose`"), "\(text)")
        #expect(text.contains("DezeroTraceTestingTests/RealExpectationTests.swift:24)"), "where it is written: \(text)")
    }

    @Test func `a known leak passes by its fingerprint and another does not`() throws {
        let text = try #require(texts { expectNoLeaks { Panel().start() } }.first)
        let fingerprint = try #require(text.firstMatch(of: /fingerprint +([0-9a-f]{32})/)?.output.1)
        expectLeaks(String(fingerprint)) { Panel().start() }
        expectLeaks { Panel().start() }
        #expect(texts { expectLeaks("0123") { Panel().start() } }.first?.contains("not only by the expected") == true)
        #expect(texts { expectLeaks { _ = Panel() } }.first?.contains("Nothing leaks") == true)
    }

    @Test func `an expectation in which nothing was made fails`() {
        #expect(texts { expectNoLeaks {} }.first?.hasPrefix("This made no object") == true)
    }

    @Test func `what something outside holds is no leak but is not freed`() throws {
        expectNoLeaks { Waiting.kept = Waiting() }
        let text = try #require(texts { expectAllFreed { Waiting.kept = Waiting() } }.first)
        #expect(text.contains("1 Waiting"))
        #expect(text.contains("held from outside"))
        Waiting.kept = nil
        expectAllFreed { _ = Waiting() }
    }

    @Test func `what a task makes belongs to the expectation that started it`() async throws {
        await expectNoLeaks {
            await withTaskGroup { group in
                for _ in 0..<4 { group.addTask { _ = Waiting() } }
            }
        }
        nonisolated(unsafe) var found: [String] = []
        await withKnownIssue {
            await expectNoLeaks {
                await Task { Panel().start() }.value
            }
        } matching: { issue in
            found.append(issue.comments.map(\.rawValue).joined())
            return true
        }
        #expect(found.first?.contains("Panel") == true)
    }

    @Test func `a ring through a buffer whose elements nobody tells is a warning`() throws {
        nonisolated(unsafe) var found: [Issue] = []
        withKnownIssue {
            expectNoLeaks { Owner().fill() }
        } matching: { issue in
            found.append(issue)
            return true
        }
        let issue = try #require(found.first)
        #expect(issue.severity == .warning)
        #expect(issue.comments.map(\.rawValue).joined().hasPrefix("Perhaps this leaks"), "\(issue)")
    }

    @Test func `threads that write meanwhile neither crash it nor make a leak`() {
        let table = Shared()
        // Threads of their own: tasks that never wait would leave no thread to the tests beside this one.
        for _ in 0..<2 { Thread.detachNewThread { while !table.isDone { table.change() } } }
        for _ in 0..<20 {
            // The threads' own objects are alive: `table` holds them from outside.
            expectNoLeaks(everyThread: true) { for _ in 0..<200 { table.change() } }
        }
        table.finish()
    }

    @Test func `the model's expectation stays beside it`() {
        expectNoLeaks { heap in
            let node = heap.type("Node", fields: "next")
            _ = heap.bind("node", to: node())
        }
    }

    @Test(.noLeaks) func `a trait judges a whole test`() {
        let document = Document("a text")
        document.write(weakly: true)
    }

    @Test(arguments: 0..<100) func `objects of tests beside it do not disturb an expectation`(number: Int) async {
        await expectNoLeaks {
            let document = Document("\(number)")
            document.write(weakly: true)
            await Task.yield()
            document.write(weakly: true)
        }
    }
}
