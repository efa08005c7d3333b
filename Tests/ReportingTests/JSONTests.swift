import Foundation
import Testing

@testable import Reporting

@Suite struct JSONTests {
    private func text(_ value: JSON) -> String {
        var text = ""
        value.write(to: &text)
        return text
    }

    @Test func `keys keep their order and empty lists their line`() {
        let value = JSON.object([
            ("b", .int(1)), ("a", .array([])), ("c", .object([])), ("d", .array([.null, .bool(true), .string("x")])),
        ])
        #expect(
            text(value) == """
                {
                  "b": 1,
                  "a": [],
                  "c": {},
                  "d": [
                    null,
                    true,
                    "x"
                  ]
                }

                """)
    }

    @Test(arguments: [
        ("a\"b\\c/", #""a\"b\\c/""#), ("\u{8}\u{C}\n\r\t", #""\u0008\u000c\n\r\t""#), ("\u{1B}", #""\u001b""#),
        ("\u{2028}\u{2029}", #""\u2028\u2029""#), ("\u{202E}", #""\u202e""#), ("\u{E0041}", #""\udb40\udc41""#),
        ("역전파👍", "\"역전파👍\""),
    ])
    func `a string literal escapes what a terminal or JavaScript would take amiss`(_ value: String, _ literal: String) {
        #expect(text(.string(value)) == literal + "\n")
    }

    @Test func `another parser reads every string back as it was`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Linear(state: seed)
        for _ in 0..<1_000 {
            let value = random.text()
            let data = Data(text(.array([.string(value)])).utf8)
            let read = try #require(JSONSerialization.jsonObject(with: data) as? [String], "seed \(seed)")
            #expect(read.first.map { Array($0.unicodeScalars) } == Array(value.unicodeScalars), "seed \(seed)")
        }
    }

    // Copied for each text that is added to it, a literal of this size takes minutes.
    @Test(.timeLimit(.minutes(1))) func `a million lines of output are one literal, and are escaped for a terminal`() {
        let lines = String(repeating: "\n", count: 1_000_000)
        #expect(text(.string(lines)).utf8.count > 2_000_000)
        #expect(DisplayText.escape(lines).utf8.count == 2_000_000)
    }
}
