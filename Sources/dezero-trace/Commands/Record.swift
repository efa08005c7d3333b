import ArgumentParser
import LeakAnalysis
import Programs
import ReferenceCounting
import TraceModel
import TraceStore

/// `record`: runs programs and keeps every event.
struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run programs and commands, and record what holds their objects.",
        usage: """
            dezero-trace record [<program> ...] [<options>]
            dezero-trace record [<options>] -- <command> [<argument> ...]
            """,
        discussion: """
            Of a program it records every retain, release and deinit. Without one it records those of the book, under both \
            designs. A program is the name of a built-in \
            one or the path of a .py file. Each runs under the design strong and, where it declares one, weakref.

            Behind -- stands a command: it runs as it would, and each CPython (3.9 to 3.13) and each Swift program in it \
            is observed. Its status is the command's.

            EXAMPLES
              dezero-trace record
              dezero-trace record cycle --design strong
              dezero-trace record dezero-loop --iterations 100
              dezero-trace record ring --set n=100000
              dezero-trace record program.py --weak Node.parent
              dezero-trace record cycle --collector cpython-3.12
              dezero-trace record -- python3 app.py
              dezero-trace record --explain -- python3 app.py
              dezero-trace record --weak Node.parent -- python3 app.py
              dezero-trace record -- .build/debug/server
              dezero-trace record --events --watch Session -- .build/debug/server
              dezero-trace record --stream watched.stream
            """)

    @Argument(
        help: ArgumentHelp(
            "Built-in programs, or paths of .py files; behind -- a command to observe.", valueName: "program"),
        completion: Completions.programs)
    var words: [String] = []

    /// The programs that were named.
    var programs: [String] { Array(words.dropLast(command.count)) }

    /// The command that stands behind `--`, an argument each.
    var command: [String] {
        let arguments = CommandLine.arguments
        return arguments.firstIndex(of: "--").map { Array(arguments[($0 + 1)...]) } ?? []
    }

    @Option(
        name: .customLong("design"),
        help: ArgumentHelp("strong, weakref, or slots: TYPE.FIELD+TYPE.FIELD. (repeatable)", valueName: "name"),
        completion: Completions.designs)
    var designs: [String] = []

    @Option(
        name: .customLong("weak"),
        help: ArgumentHelp(
            "A slot to hold weakly, also of a Python program behind --; all of them are one design. (repeatable)",
            valueName: "type.field"),
        transform: SlotArgument.parse)
    var weakSlots: [Slot] = []

    @Option(help: ArgumentHelp("Passes of the program's loop: --set iterations=N.", valueName: "n"))
    var iterations: Int?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Give a parameter a value. (repeatable)", valueName: "key=value"))
    var assignments: [Assignment] = []

    @Option(
        help: ArgumentHelp(
            "What runs beside counting: none, cpython-3.12, cpython-3.13 or memory:BYTES.", valueName: "name"))
    var collector = "none"

    @Option(help: ArgumentHelp("Stop a program after so many statements.", valueName: "n"))
    var maxStatements = 1_000_000_000

    @Option(
        help: ArgumentHelp(
            "Stop a run whose recording passes so many bytes, as 500M. (default: \(Record.usualSize))",
            valueName: "bytes"),
        transform: ByteCount.parse)
    var maxSize = Record.usualSize

    @Option(
        help: ArgumentHelp(
            "Stop a run when this process has so much memory. (default: half of what there is)", valueName: "bytes"),
        transform: ByteCount.parse)
    var maxMemory: ByteCount?

    @Option(
        help: ArgumentHelp("Wait so long for another recorder to end. (default: 0)", valueName: "seconds"),
        transform: SecondsArgument.parse)
    var wait: Double?

    @Option(
        help: ArgumentHelp(
            "How events get into the file: pages (fastest; a new file, there once the recording ends), statements "
                + "(readable meanwhile), or auto: pages for a new file. (default: auto)", valueName: "how"),
        transform: WriterArgument.parse)
    var writer = RecordingMethod.automatic

    @Option(
        help: ArgumentHelp("Record what a stream says of a process that was watched.", valueName: "file"))
    var stream: String?

    @Option(help: ArgumentHelp("What to call the program of a stream.", valueName: "name"))
    var name: String?

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "Of a command: a folder or file whose code is yours, beside the working folder. (repeatable)",
            valueName: "path"))
    var scope: [String] = []

    @Flag(help: "Of a command: look before every collection, whatever that costs.")
    var everyLook = false

    @Flag(
        help: """
            Of a command: where it has rings, run it a second time, without its output, to learn where their objects are \
            made, which statement closes a ring and which loses it.
            """)
    var explain = false

    @Flag(help: "Of a Swift program: note every retain, release and deinit of the types that --watch names.")
    var events = false

    @Option(
        name: .customLong("watch"),
        help: ArgumentHelp("Of a Swift program: a class to note the events of. (repeatable)", valueName: "type"))
    var watched: [String] = []

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if let iterations, iterations < 1 {
            throw ValidationError("--iterations must be at least 1, not \(iterations)")
        }
        let isObserved = stream != nil || !command.isEmpty
        if isObserved, !programs.isEmpty || !designs.isEmpty || !assignments.isEmpty {
            throw ValidationError(
                "what is observed runs as it stands, so --stream and -- COMMAND take no program, design or parameter")
        }
        if !weakSlots.isEmpty, stream != nil || explain {
            throw ValidationError("--weak is for programs and for -- COMMAND, without --explain")
        }
        if stream != nil, !command.isEmpty { throw ValidationError("give a stream or a command, not both") }
        if !isObserved, name != nil { throw ValidationError("--name is for --stream and for -- COMMAND") }
        if command.isEmpty, everyLook || explain || events || !watched.isEmpty || !scope.isEmpty {
            throw ValidationError("--every-look, --explain, --events, --watch and --scope are for -- COMMAND")
        }
        if events, watched.isEmpty { throw ValidationError("--events needs a class to watch: --watch Session") }
        if let name = watched.first(where: { $0.isEmpty || $0.contains("\n") }) {
            throw ValidationError("--watch takes the name of a class, not '\(name)'")
        }
        // What a variable of a shell did not have would else record the built-in programs.
        if command.isEmpty, CommandLine.arguments.last == "--" { throw ValidationError("no command stands behind --") }
        if maxStatements < 1 { throw ValidationError("--max-statements must be at least 1, not \(maxStatements)") }
    }

    func run() throws {
        if let stream { return try recordStream(stream) }
        if !command.isEmpty { return try recordCommand() }
        let plan = try plan()
        try database.check()
        let session = try RecordingSession(
            path: database.path, toolVersion: Version.current, wait: wait ?? 0, method: writer)
        let recorder = RunRecorder(
            session: session, interruption: Interruption(),
            progress: Progress(isShown: Terminal.current.showsProgress && !quiet), limits: limits)
        var failures = 0
        do {
            for run in plan {
                let result = try recorder.record(run)
                if !quiet { try StandardOutput.write(line(for: result, of: run, in: plan)) }
                if let complaint = complaint(about: result, of: run) {
                    failures += 1
                    Shell.complain(complaint)
                }
                try recorder.interruption.check()
            }
        } catch let stop as Interrupted {
            // It says that what was recorded is kept, so where that fails this must be said instead.
            try session.close()
            throw stop
        } catch {
            try? session.close()
            throw error
        }
        try session.close()
        if !quiet { try StandardOutput.write(closing) }
        if failures > 0 { throw ExitStatus.programFailed }
    }

    private static let usualSize = ByteCount(bytes: 2 << 30)

    /// How far a run may go.
    var limits: RunLimits {
        RunLimits(
            statements: maxStatements, size: maxSize,
            memory: maxMemory ?? ByteCount(bytes: MemoryBound.standard.bytes))
    }

    /// Everything that can be wrong about the arguments is found here, before the database is touched.
    private func plan() throws -> [PlannedRun] {
        let programs = try ProgramArgument().programs(programs)
        let choice = DesignChoice(names: designs, weakSlots: weakSlots, skipsUndeclared: self.programs.isEmpty)
        let passes = iterations.flatMap { Assignment(argument: "iterations=\($0)") }
        let collector = CollectorName(text: collector)
        _ = try Collector(collector)
        return try PlannedRun.plan(
            programs, designs: choice, set: assignments + (passes.map { [$0] } ?? []), collector: collector)
    }
}
