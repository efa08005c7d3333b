import Foundation
import LeakAnalysis
import ObjectPrograms
import Programs
import ReferenceCounting
import TraceModel
import TraceStore

/// Plants a leak and its repair, and looks whether the whole chain tells them apart: heap, recorder, database,
/// analysis.
///
/// A checker that finds nothing is only worth something if it is known to find what is there.
struct SelfTest {
    /// What judges a run; another one than the product's own lets tests see the check fail.
    var analyze: (any Trace) throws -> RunAnalysis = { try RunAnalyzer.analyze($0) }

    /// One thing that was checked, and found as it should be.
    struct Step {
        /// What is so.
        let text: String
    }

    /// An owner that knows its leaf and a leaf that knows its owner: two objects that leak, and with a weak
    /// `Leaf.owner` none.
    static let program = """
        # dezero-trace: weakref Leaf.owner
        class Owner:
            pass


        class Leaf:
            pass


        owner = Owner()
        leaf = Leaf()
        owner.leaf = leaf
        leaf.owner = owner
        owner = leaf = None
        """

    private static let ring = ["Leaf.owner", "Owner.leaf"]

    /// Runs every check in a temporary database, which is gone afterwards.
    ///
    /// - Throws: `.defect` for the first check that fails; `.inputOutput` where there is no room for the database.
    func run() throws -> [Step] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dezero-trace-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw TraceError(
                .inputOutput, "cannot make a temporary folder in \(folder.deletingLastPathComponent().path)",
                remedy: "set TMPDIR to a folder that can be written", cause: error)
        }
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("selftest.sqlite").path
        let program = try ObjectProgram(name: "selftest", file: "selftest.py", bytes: Array(Self.program.utf8))
        let designs = [Design.strong, Design.weakref(program.weakrefSlots)]
        try record(program, designs, into: path)
        return try check(path, designs)
    }

    private func record(_ program: ObjectProgram, _ designs: [Design], into path: String) throws {
        let session = try RecordingSession(path: path, toolVersion: Version.current)
        do {
            for design in designs {
                let recorder = try session.begin(
                    RunDescription(program: program.name, design: design, programText: program.text))
                let settings = RunSettings(design: design, parameters: try ParameterValues(of: program))
                let outcome = try ProgramRunner.run(program, settings: settings, tracker: recorder)
                guard outcome == .finished else { throw Self.defect("the planted program failed") }
                try recorder.finish(status: .finished)
                try recorder.store(analyze(recorder.trace()))
            }
        } catch {
            try? session.close()
            throw error
        }
        try session.close()
    }

    private func check(_ path: String, _ designs: [Design]) throws -> [Step] {
        let database = try TraceDatabase(path: path)
        var steps: [Step] = []
        func expect(_ isSo: Bool, _ text: String) throws {
            guard isSo else { throw Self.defect("this is not so: \(text)") }
            steps.append(Step(text: text))
        }
        for design in designs {
            let run = try database.newestRun(program: "selftest", design: design.name)
            try database.verify(run)
            guard let report = try database.storedReport(for: run) else {
                throw Self.defect("the analysis of \(run.name) was not stored")
            }
            let instances = report.summary.instances
            try expect(instances.allocated == 2, "\(run.name) makes 2 objects")
            if design == .strong {
                try expect(instances.leaked == 2, "\(run.name) leaks both")
                try expect(
                    report.findings.map { $0.path.map(\.slot.description) } == [Self.ring],
                    "they are found as one cycle: \(Self.ring.joined(separator: ", "))")
                try expect(
                    report.findings.first?.closedBy?.statement == "leaf.owner = owner",
                    "leaf.owner = owner is found to close it")
                try expect(
                    report.findings.first?.orphanedBy?.statement == "owner = leaf = None",
                    "owner = leaf = None is found to lose it")
            } else {
                try expect(instances.deinitialized == 2, "\(run.name) frees both by counting")
                try expect(
                    instances.leaked == 0 && report.findings.isEmpty && report.summary.bytes.leaked == 0,
                    "nothing is found in it")
            }
        }
        return steps
    }

    private static func defect(_ what: String) -> TraceError {
        TraceError(.defect, "the self-test failed: \(what)", remedy: "do not trust this build, and report it")
    }
}
