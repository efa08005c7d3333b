import Foundation
import Testing

/// A recording that lost its end is damaged data, and no trouble of the disk.
@Suite struct CutFileTests {
    @Test func `a database cut anywhere is refused as damaged, or reads as before`() throws {
        let workplace = try Workplace()
        try workplace.output("record", "cycle", "--design", "strong", "--quiet")
        let whole = try workplace.output("report")
        let data = try Data(contentsOf: workplace.place("dezero-trace.sqlite"))
        var refused = 0
        for length in stride(from: data.count - 1, through: data.count / 2, by: -8_191) {
            try data.prefix(length).write(to: workplace.place("cut.sqlite"))
            let outcome = try workplace.run("report", "--database", "cut.sqlite")
            if outcome.status == 0 {
                #expect(outcome.output == whole, "\(length) bytes")
            } else {
                #expect(outcome.status == 65, "\(length) bytes: \(outcome.errors)")
                refused += 1
            }
        }
        #expect(refused > 3)
    }
}
