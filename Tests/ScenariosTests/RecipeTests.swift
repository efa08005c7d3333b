import LeakAnalysis
import Programs
import Testing
import TraceModel

extension Scenario {
    /// `observer`: a subject that keeps its observers, and each of them its subject.
    static let observer = Scenario("observer", summary: "a subject and its observers hold each other") { heap in
        let subject = heap.type("Subject", fields: "observers")
        let observer = heap.type("Observer", weak: ["subject"])
        let news = heap.bind("news", to: subject())
        for name in ["ann", "bob"] {
            let reader = heap.bind(name, to: observer())
            reader["subject"] = news
            news["observers"].append(reader)
        }
        heap.use(news["observers"][1]["subject"])
    }
}

/// The recipe of CONTRIBUTING.md, followed.
@Suite struct RecipeTests {
    private func summary(_ design: Design) throws -> RunSummary {
        let replay = ProgramReplay(Scenario.observer, parameters: try ParameterValues(of: Scenario.observer))
        let run = try replay.run(design, .asIs)
        #expect(run.failure == nil)
        return try RunAnalyzer.analyze(run.trace).summary
    }

    @Test func `the scenario of the recipe leaks as it stands to reason`() throws {
        // The subject holds both observers, and each of them the subject.
        #expect(try summary(.strong).instances.leaked == 3)
        #expect(Scenario.observer.ownDesign == .weakref([Slot(type: "Observer", field: "subject")]))
        #expect(try summary(Scenario.observer.ownDesign).instances.leaked == 0)
    }

    @Test func `it can stand in the catalogue`() {
        let catalogue = Catalogue([Scenario.observer])
        #expect(catalogue.program(named: "observer")?.summary == "a subject and its observers hold each other")
    }
}
