import ArgumentParser
import Foundation
import Reporting
import TraceModel
import TraceStore

/// `runs`: what is recorded, and how it went from run to run.
struct ListRuns: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the recorded runs and their trends, or delete old ones.",
        usage: "dezero-trace runs [<options>]",
        discussion: """
            Where a program was recorded several times under a design, its findings and its peak are told from run to \
            run.

            EXAMPLES
              dezero-trace runs
              dezero-trace runs --database other.sqlite --format json
              dezero-trace runs --prune 10
            """)

    @Option(
        help: ArgumentHelp(
            "Delete all but so many newest runs of every program and design, and give their space back.",
            valueName: "keep"))
    var prune: Int?

    @OptionGroup var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if let prune, prune < 1 { throw ValidationError("--prune must keep at least 1 run, not \(prune)") }
    }

    func run() throws {
        let database = try database.open()
        if let prune {
            try self.prune(keeping: prune)
            return
        }
        let figures = try database.figures()
        let runs = try database.runs().map { RunListing(run: $0, figures: figures[$0.id]) }
        try StandardOutput.write(format.render(runs, text: { RunsText(layout: $0) }, json: RunsJSON()))
    }

    private func prune(keeping count: Int) throws {
        let before = try size()
        let session = try RecordingSession(path: database.path, toolVersion: Version.current)
        let deleted: Set<Int>
        do {
            deleted = try session.prune(keeping: count)
        } catch {
            try? session.close()
            throw error
        }
        try session.close()
        let pruning = Pruning(
            deleted: deleted.sorted(), kept: try database.open().runs().count, bytesBefore: before,
            bytesAfter: try size())
        try StandardOutput.write(format.render(pruning, text: { _ in PruningText() }, json: PruningJSON()))
    }

    /// The bytes that the database takes on disk.
    private func size() throws -> Int {
        var status = stat()
        guard stat(database.path, &status) == 0 else {
            throw TraceError(
                .inputOutput, "cannot read \(database.path): \(String(cString: strerror(errno)))",
                remedy: "check the file")
        }
        return Int(status.st_size)
    }
}
