import LeakAnalysis
import Testing
import TraceModel

@testable import Reporting

@Suite struct SentenceTests {
    private let outputs = Design.weakref([Slot(type: "Function", field: "outputs")])

    private func comparison(_ runs: [RunReport], _ verdict: Comparison.Verdict) -> Comparison {
        Comparison(program: "p", runs: runs, verdict: verdict)
    }

    @Test func `one design leaks and the other frees everything`() {
        #expect(
            Samples.cycle.sentence == "As written it leaks 3 objects in 1 cycle; with `obj.a` weak it leaks nothing.")
        #expect(
            Samples.dezeroLoop.sentence
                == "As written it leaks 70 objects in 30 cycles; with `Function.outputs` weak it leaks nothing.")
    }

    @Test func `nothing leaks`() {
        #expect(Samples.chain.sentence == "Nothing leaks.")
        let runs = [Samples.report(1, "p", .strong, allocated: 1), Samples.report(2, "p", outputs, allocated: 1)]
        #expect(comparison(runs, .clean).sentence == "Nothing leaks, in any design.")
    }

    @Test func `a design that only its collector made clean leaks, and the sentence says what freed it`() {
        let strong = Samples.report(1, "p", .strong, allocated: 3, leaked: 3, findings: [Samples.ring(of: 3)])
        let weak = Samples.report(2, "p", outputs, allocated: 3, freed: 1, collected: 2)
        #expect(
            Comparison.compare([strong, weak]).first?.sentence
                == "Every design leaks: as written 3 objects in 1 cycle, with `Function.outputs` weak 2 objects in no cycle that only a "
                + "collection freed.")
    }

    @Test func `every design leaks`() {
        let strong = Samples.report(1, "p", .strong, allocated: 7, leaked: 7, findings: [Samples.ring(of: 2)])
        let weak = Samples.report(2, "p", outputs, allocated: 7, leaked: 1)
        #expect(comparison([strong], .leaks).sentence == "As written it leaks 7 objects in 1 cycle.")
        #expect(
            comparison([strong, weak], .leaks).sentence
                == "Every design leaks: as written 7 objects in 1 cycle, with `Function.outputs` weak 1 object in no cycle."
        )
    }

    @Test func `a list that holds itself leaks without any instance`() {
        var run = Samples.report(1, "p", .strong, allocated: 0, findings: [Samples.ring(of: 1)])
        run.summary.byKind["container"] = Samples.counts(1, 0, 0, 1)
        #expect(comparison([run], .leaks).sentence == "As written it leaks 1 container in 1 cycle.")
    }

    @Test func `an unfinished run gives no verdict`() {
        let failed = Samples.report(1, "p", .strong, status: .failed, allocated: 1)
        let stopped = Samples.report(2, "p", outputs, status: .interrupted, allocated: 1)
        #expect(
            comparison([failed, stopped], .incomplete(["strong", "weakref"])).sentence
                == "No verdict: as written it failed and with `Function.outputs` weak it was interrupted.")
        let tooLarge = Samples.report(1, "p", .strong, status: .stopped, allocated: 1)
        #expect(comparison([tooLarge], .incomplete(["strong"])).sentence == "No verdict: as written it was stopped.")
        let recording = Samples.report(1, "p", .strong, status: .recording, allocated: 1)
        #expect(
            comparison([recording], .incomplete(["strong"])).sentence
                == "No verdict: as written it is still being recorded.")
    }

    @Test func `several clean designs share a verb`() {
        let names = ["strong", "A.b", "B.c"].enumerated().map { index, name in
            Samples.report(
                index, "p", index == 0 ? .strong : .weak([Slot(name)].compactMap { $0 }), allocated: 2,
                leaked: index == 0 ? 2 : 0)
        }
        #expect(
            comparison(names, .fixed(leaking: ["strong"], clean: ["A.b", "B.c"])).sentence
                == "As written it leaks 2 objects in no cycle; with `A.b` weak and with `B.c` weak it leaks nothing.")
    }

    @Test func `a weak run whose command failed is no fix without a word`() {
        let strong = Samples.report(1, "p", .asBuilt, allocated: 2, leaked: 2)
        var weak = Samples.report(2, "p", outputs, allocated: 2)
        weak.summary.observed = ObservedFigures()
        weak.summary.observed?.exitStatus = 1
        #expect(
            comparison([strong, weak], .fixed(leaking: ["as-built"], clean: ["weakref"])).sentence
                == "As written it leaks 2 objects in no cycle; with `Function.outputs` weak it leaks nothing, as far as "
                + "it came: the command ended with status 1.")
    }

    @Test func `what a real program still holds in numbers stands beside that nothing leaks`() {
        func sentence(_ count: Int) -> String {
            var run = Samples.report(1, "p", .asBuilt, allocated: 0)
            run.summary.observed = ObservedFigures()
            run.summary.observed?.alive = [.init(type: "Result", count: count, bytes: nil, heldBy: nil, counts: [])]
            return comparison([run], .clean).sentence
        }
        #expect(sentence(2_000) == "Nothing leaks; 2,000 objects of `Result` are alive at its end.")
        #expect(sentence(18) == "Nothing leaks.")
    }

    @Test func `objects whose rings were only counted are not called ringless`() {
        var run = Samples.report(1, "p", .asBuilt, allocated: 9, leaked: 9)
        run.summary.observed = ObservedFigures()
        run.summary.observed?.withoutRing = 9
        #expect(comparison([run], .leaks).sentence == "As written it leaks 9 objects whose rings were not looked at.")
    }

    @Test func `of many leaking designs the first is told, and the others are counted`() {
        let runs = ["A.b", "B.c", "C.d"].enumerated().map { index, name in
            Samples.report(index, "p", .weak([Slot(name)].compactMap { $0 }), allocated: 2, leaked: 2)
        }
        let clean = Samples.report(9, "p", .strong, allocated: 2)
        #expect(
            comparison(runs + [clean], .fixed(leaking: ["A.b", "B.c", "C.d"], clean: ["strong"])).sentence
                == "With `A.b` weak it leaks 2 objects in no cycle, and 2 other designs leak too; as written it leaks "
                + "nothing.")
    }

    @Test(arguments: [
        ("error → traceback → frame of run() → self", "Clear `Job.error` when done"),
        ("bump captures self", "In the function that `Job.bump` holds, hold `self` weakly"),
        ("handlers[0].__self__", "In `Job.handlers` keep a `weakref.WeakMethod`"),
        ("parent", "Make `Job.parent` weak, if nothing is lost by it: not run."), ("items[0]", "why"),
    ])
    func `what one would do is read off the ring where nobody ran it`(field: String, sentence: String) {
        var finding = Samples.ring(of: 1)
        let name = String(field.prefix { $0.isLetter })
        finding.path = [
            Finding.Step(
                object: "Job#1", type: "Job", field: field, target: "Job#1", slot: Slot(type: "Job", field: name))
        ]
        let sentences = ProgramChange.notRun(why: "why", about: [finding]).sentences
        #expect(sentences.first?.hasPrefix(sentence) == true, "\(sentences)")
    }

    @Test func `an exception of a class of one's own is kept by the field before it`() {
        var finding = Samples.ring(of: 2)
        finding.path = [
            Finding.Step(object: "Client#1", type: "Client", field: "last", target: "Lost#1"),
            Finding.Step(
                object: "Lost#1", type: "Lost", field: "__traceback__ → frame of get() → self", target: "Client#1",
                slot: Slot(type: "Lost", field: "__traceback__")),
        ]
        let sentences = ProgramChange.notRun(why: "why", about: [finding]).sentences
        #expect(sentences.first?.hasPrefix("Clear `Client.last` when done") == true, "\(sentences)")
    }

    @Test func `where lists alone leak beside instances, that is what the figures tell`() {
        var run = Samples.report(1, "p", .strong, allocated: 1, bytes: (264, 264, 56), findings: [Samples.ring(of: 1)])
        run.summary.byKind["container"] = Samples.counts(1, 0, 0, 1)
        #expect(
            run.figuresInShort.hasPrefix("1 of 1 container leaked, 56 bytes; peak 264 bytes"), "\(run.figuresInShort)")
    }

    @Test func `a field that is only called traceback keeps no exception`() {
        var finding = Samples.ring(of: 1)
        finding.path = [Finding.Step(object: "Span#1", type: "Span", field: "traceback", target: "Span#1")]
        let sentences = ProgramChange.notRun(why: "why", about: [finding]).sentences
        #expect(sentences.first?.hasPrefix("Make `Span.traceback` weak") == true, "\(sentences)")
    }

    @Test func `rings of classes alone are no nothing`() {
        let run = Samples.report(1, "p", .asBuilt, allocated: 0, findings: [Samples.ring(of: 2)])
        #expect(comparison([run], .leaks).sentence == "As written it leaks 1 cycle without an instance of a class.")
    }
}
