import FoundationEssentials
import Testing

/// The arrows between the targets, as the design draws them: an arrow never turns back.
@Suite struct ImportTests {
    /// What each target may import of the project itself; what those may import, it may too.
    static let arrows: [String: [String]] = [
        "TraceModel": [],
        "ReferenceCounting": ["TraceModel"],
        "Programs": ["ReferenceCounting"],
        "Dezero": ["Programs"],
        "ObjectPrograms": ["Programs"],
        "Scenarios": ["Dezero", "ObjectPrograms"],
        "TraceStore": ["TraceModel", "CSQLite"],
        "LeakAnalysis": ["TraceModel"],
        "Streams": ["TraceModel"],
        "CPython": ["TraceModel"],
        "DesignAdvice": ["LeakAnalysis"],
        "RegressionGate": ["LeakAnalysis"],
        "Inspection": ["LeakAnalysis"],
        "Reporting": ["DesignAdvice", "Inspection"],
        "GateReporting": ["RegressionGate", "Reporting"],
        "PageReporting": ["Reporting"],
        "SwiftSource": ["TraceModel", "CSwiftRuntime"],
        "HeapExpectations": ["Programs", "DesignAdvice", "Reporting", "SwiftSource"],
        "DezeroTraceTesting": ["HeapExpectations"],
        "DezeroTraceXCTest": ["HeapExpectations"],
        "Graphviz": ["TraceModel"],
        "fuzz": ["ObjectPrograms", "DesignAdvice", "Inspection", "Streams"],
        "dezero-trace": [
            "Scenarios", "Streams", "CPython", "SwiftSource", "TraceStore", "GateReporting", "PageReporting",
            "Graphviz",
            "CBuild",
        ],
    ]

    /// The folders that hold the targets of one concern.
    static let groups: Set<Substring> = ["Simulation", "Swift", "Reporting", "Testing"]

    /// The libraries of others that one target alone may know.
    static let ownLibraries: [String: Set<String>] = [
        "TraceStore": ["GRDB"], "dezero-trace": ["ArgumentParser"], "DezeroTraceTesting": ["Testing"],
        "DezeroTraceXCTest": ["XCTest"], "Graphviz": ["Subprocess", "System", "SystemPackage"],
        "RegressionGate": ["Yams"], "PageReporting": ["Mustache"], "fuzz": ["ArgumentParser"],
        "SwiftSource": ["Runtime"],
    ]

    /// What comes with the toolchain; the model and the heap do without Foundation.
    static let system: Set = ["Synchronization", "Dispatch", "Glibc", "Musl", "Darwin"]
    static let foundation: Set = ["Foundation", "FoundationEssentials"]

    private static func reached(from target: String) -> Set<String> {
        Set((arrows[target] ?? []).flatMap { reached(from: $0).union([$0]) })
    }

    /// The target that a file of `Sources` belongs to.
    private static func target(of file: String) -> Substring {
        let folders = file.split(separator: "/")
        return groups.contains(folders[1]) ? folders[2] : folders[1]
    }

    /// The modules that a file imports, in its order.
    private static func imports(of file: String) throws -> [String] {
        let access: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        return try Repository.text(file).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"),
                words[..<place].allSatisfy({ access.contains($0) || $0.hasPrefix("@") }),
                let module = words[(place + 1)...].first(where: { !kinds.contains($0) })
            else { return nil }
            return String(module.prefix { $0 != "." })
        }
    }

    @Test(arguments: arrows.keys.sorted()) func `a target imports only what the design allows`(target: String) throws {
        let libraries = Self.ownLibraries[target] ?? []
        let foundation = ["TraceModel", "ReferenceCounting"].contains(target) ? [] : Self.foundation
        let allowed = Self.reached(from: target).union(libraries).union(Self.system).union(foundation)
        let files = try Repository.files("Sources", suffix: ".swift").filter { Self.target(of: $0) == target }
        #expect(!files.isEmpty)
        for file in files {
            let extra = try Self.imports(of: file).filter { !allowed.contains($0) }
            #expect(extra.isEmpty, "\(file) imports \(extra)")
        }
    }

    @Test func `every target has its arrows`() throws {
        let targets = Set(try Repository.files("Sources", suffix: ".swift").map(Self.target))
        #expect(targets == Set(Self.arrows.keys.map { $0[...] }))
    }

    @Test func `the figure of the architecture has these arrows, and each is an import of some file`() throws {
        let text = try Repository.text("docs/architecture.md")
        let figure = text.components(separatedBy: "```mermaid\n")[1].components(separatedBy: "\n```")[0]
        let drawn = figure.split(separator: "\n").dropFirst().map { $0.drop { $0 == " " } }
        let held = Self.arrows.flatMap { target, needs in needs.map { "\($0) --> \(target)"[...] } }
        #expect(Set(drawn) == Set(held))
        #expect(drawn.count == held.count)
        let files = try Repository.files("Sources", suffix: ".swift")
        for (target, needs) in Self.arrows {
            let imports = try Set(files.filter { Self.target(of: $0) == target }.flatMap(Self.imports))
            for need in needs { #expect(imports.contains(need), "\(target) never imports \(need)") }
        }
    }

    @Test func `no folder of the sources holds more than 25 Swift files`() throws {
        let files = try Repository.files("Sources", suffix: ".swift")
        for (folder, files) in Dictionary(
            grouping: files, by: { $0.split(separator: "/").dropLast().joined(separator: "/") })
        {
            #expect(files.count <= 25, "\(folder) holds \(files.count)")
        }
    }

    /// An error carries a `Setting`, and the command line knows its option.
    @Test func `no library names an option of the command line`() throws {
        let option = try Regex(#"(^|[^\w<-])--[a-z]"#)
        let libraries = try Repository.files("Sources", suffix: ".swift")
            .filter { !["dezero-trace", "fuzz"].contains(Self.target(of: $0)) }
        for file in libraries {
            let named = try Repository.text(file).split(separator: "\n").filter { $0.contains(option) }
            #expect(named.isEmpty, "\(file): \(named)")
        }
    }

    @Test func `an import is seen however it is written`() throws {
        #expect(
            try Self.imports(of: "Sources/Testing/DezeroTraceTesting/Expectations.swift") == [
                "HeapExpectations", "Programs", "Testing",
            ])
        #expect(
            try Self.imports(of: "Sources/Simulation/Programs/Program.swift") == ["ReferenceCounting", "TraceModel"])
    }
}
