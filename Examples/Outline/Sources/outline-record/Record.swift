import DesignAdvice
import LeakAnalysis
import Outline
import Programs
import Reporting
import TraceModel
import TraceStore

/// Records the planted outline under both designs, for `dezero-trace report`, and says what to do about it.
@main struct Record {
    static func main() throws {
        let program = Outline.editing(.strong)
        let parameters = try ParameterValues(of: program)
        let session = try RecordingSession(path: "outline.sqlite", toolVersion: "outline 1.0")
        for design in [Design.strong, .weak([Slot(type: "Section", field: "document")])] {
            let recorder = try session.begin(RunDescription(program: program.name, design: design))
            let settings = RunSettings(design: design, parameters: parameters)
            _ = try ProgramRunner.run(program, settings: settings, tracker: recorder)
            try recorder.finish(status: .finished)
            try recorder.store(RunAnalyzer.analyze(recorder.trace()))
        }
        try session.close()

        let replay = ProgramReplay(program, parameters: parameters)
        let advice = try Advisor().advise(program.name, permits: replay.permits, replay: replay.run)
        print(AdviceText().text(advice), terminator: "")
    }
}
