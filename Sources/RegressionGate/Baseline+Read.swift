import LeakAnalysis
import TraceModel

extension Baseline {
    /// The keys of the file, as they are written.
    public enum Key {
        /// The version of the keys and their meaning.
        public static let schemaVersion = "schemaVersion"
        /// By how many hundredths a peak may grow.
        public static let peakMayGrowPercent = "peakMayGrowPercent"
        /// The entries.
        public static let runs = "runs"
    }

    /// Reads a baseline.
    ///
    /// - Parameters:
    ///   - text: JSON, or YAML.
    ///   - file: its name, for messages.
    /// - Throws: `.badData` with file and line.
    public init(_ text: String, file: String) throws {
        let members = try Document.read(text, file: file)
            .members([Key.schemaVersion, Key.peakMayGrowPercent, Key.runs])
        let version = try members.required(Key.schemaVersion)
        let number = try version.number()
        guard (1...Self.schemaVersion).contains(number) else {
            throw version.error(
                "this is version \(number) of a baseline, and this dezero-trace knows \(Self.schemaVersion)",
                remedy: "use the dezero-trace that wrote it, or record the baseline anew")
        }
        var entries: [Entry] = []
        for value in try members.required(Key.runs).elements() {
            let entry = try Entry(value, isFormer: number == 1)
            guard !entries.contains(where: { $0.subject == entry.subject }) else {
                throw value.error("\(entry.subject.fullName) stands here twice", remedy: "keep one of the two")
            }
            entries.append(entry)
        }
        let growth = members.optional(Key.peakMayGrowPercent)
        let percent = try growth?.number() ?? Self.usualPeakGrowth
        // What is more bounds nothing.
        if let growth, percent > 1_000_000 { throw growth.error("a peak may grow by 1000000 percent at most") }
        self.init(peakMayGrowPercent: percent, entries: entries, isFormer: number == 1)
    }
}

extension Baseline.Entry {
    fileprivate init(_ value: Document.Value, isFormer: Bool) throws {
        let members = try value.members([
            "program", "design", "collector", "parameters", "iterations", "peakBytes", "leaks", "deadWeakReads",
        ])
        self.init(
            subject: Subject(
                program: try members.required("program").text(), design: try members.required("design").text(),
                collector: CollectorName(text: try members.required("collector").text())),
            parameters: try members.required("parameters").texts(),
            iterations: try members.required("iterations").number(),
            peakBytes: try members.required("peakBytes").number(),
            leaks: try members.required("leaks").elements().map {
                try isFormer ? Baseline.Leak(former: $0) : Baseline.Leak($0)
            },
            deadWeakReads: try members.required("deadWeakReads").elements().map(Baseline.DeadReads.init))
    }
}

extension Baseline.Leak {
    fileprivate init(_ value: Document.Value) throws {
        let members = try value.members([
            "fingerprint", "ring", "closedBy", "closedIn", "left", "collected", "keptObjects", "grownObjects",
            "perPass",
        ])
        self.init(
            fingerprint: try members.required("fingerprint").text(),
            ring: try members.required("ring").elements().map { try $0.text() },
            closedBy: try members.optional("closedBy")?.text(), closedIn: try members.optional("closedIn")?.text(),
            left: try members.required("left").number(), collected: try members.required("collected").number(),
            keptObjects: try members.required("keptObjects").number(),
            grownObjects: try members.required("grownObjects").number(),
            perPass: try members.optional("perPass").map(Baseline.PerPass.init))
    }

    /// A leak of version 1, whose print is computed again.
    fileprivate init(former value: Document.Value) throws {
        let members = try value.members(["fingerprint", "ring", "closedBy", "instances", "keptObjects"])
        _ = try members.required("fingerprint").text()
        let ring = try members.required("ring").elements().map { try $0.text() }
        self.init(
            fingerprint: Fingerprint.of(ring), ring: ring, closedBy: try members.optional("closedBy")?.text(),
            left: try members.required("instances").number(), collected: nil,
            keptObjects: try members.required("keptObjects").number(), grownObjects: nil)
    }
}

extension Baseline.PerPass {
    fileprivate init(_ value: Document.Value) throws {
        let members = try value.members(["objects", "bytes"])
        self.init(
            objects: try members.required("objects").number(), bytes: try members.required("bytes").number())
    }
}

extension Baseline.DeadReads {
    fileprivate init(_ value: Document.Value) throws {
        let members = try value.members(["file", "statement", "reads"])
        self.init(
            file: try members.optional("file")?.text() ?? "",
            statement: try members.optional("statement")?.text() ?? "",
            reads: try members.required("reads").number())
    }
}
