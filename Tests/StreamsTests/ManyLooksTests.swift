import Foundation
import LeakAnalysis
import Streams
import Testing
import TraceModel

/// A process that was looked at for a day.
@Suite struct ManyLooksTests {
    @Test(.timeLimit(.minutes(1))) func `twenty thousand looks are judged one by one`() throws {
        let looks = 20_000
        let file = FileManager.default.temporaryDirectory.appending(path: "looks-\(UUID().uuidString).stream")
        defer { try? FileManager.default.removeItem(at: file) }
        var text = """
            dezero-trace-stream\t1\tcpython
            sees\tholders at marks\tcounts\troots
            program\tscript\t/home/kim/app.py
            type\t1\tsubject\tuser\t__main__\tNode\t-\t/home/kim/app.py
            field\t1\tstored\t1\tme

            """
        // At each look one more node that holds itself, which the collection that follows frees.
        for look in 1...looks {
            text +=
                "mark\t\(look)\tlook\tlook \(look)\tyes\tautomatic\nobj\t\(look)\t1\t64\t1\nref\t\(look)\t1\t\(look)\nmarked\t1\t0\n"
        }
        try Data((text + "end\tfinished\n").utf8).write(to: file)
        let tally = ObservedTally()
        let observation = try StreamReader(path: file.path).run(into: tally)
        #expect(observation.end == .finished, "\(observation.why ?? "")")
        let analysis = tally.finish(observation)
        #expect(analysis.summary.observed?.judgedMarks == looks)
        #expect(analysis.findings.map(\.ring) == [["Node.me"]])
        #expect(analysis.findings.first?.collected == looks)
        #expect(analysis.findings.first?.left == 0)
    }
}
