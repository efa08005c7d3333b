import Foundation
public import Programs
public import ReferenceCounting
public import TraceModel

/// A program in the object language: a `.py` file that also runs unmodified in CPython.
public struct ObjectProgram: Program {
    public private(set) var name: String
    public private(set) var path: String?
    public let summary: String
    public let parameters: [Parameter]
    public let weakrefSlots: [Slot]
    public let text: String?
    public let makesWeakReferences: Bool
    public let writtenOutDesign: Design?

    private let source: SourceText
    private let file: String
    private let outline: ProgramOutline

    /// Reads a program.
    ///
    /// - Parameters:
    ///   - name: the program's name.
    ///   - file: the name that places and errors show.
    ///   - bytes: its text.
    /// - Throws: `TraceError` with code `badData` for a text that is refused; its cause is a ``RefusedProgram``.
    public init(name: String, file: String, bytes: [UInt8]) throws {
        do {
            let source = try Self.text(bytes, file: file)
            self.source = source
            outline = try DeepStack.run { try ProgramOutline(of: source, file: file) }
        } catch let error as RefusedProgram {
            throw error.traceError
        }
        self.name = outline.directives.weakrefDesignOf ?? name
        writtenOutDesign = outline.directives.weakrefDesignOf == nil ? nil : .writtenOut
        self.file = file
        text = String(decoding: source.bytes, as: UTF8.self)
        summary = outline.directives.summary ?? "object program \(file)"
        weakrefSlots = outline.directives.weakSlots
        makesWeakReferences = outline.census.makesWeakReferences
        let ranges = outline.directives.ranges
        parameters = outline.literals.map { $0.parameter(range: ranges[$0.name]) }
    }

    private static func text(_ bytes: [UInt8], file: String) throws(RefusedProgram) -> SourceText {
        do {
            return try SourceText(bytes)
        } catch {
            throw RefusedProgram(error, file: file)
        }
    }

    /// Reads a program's file.
    ///
    /// - Throws: `TraceError`: `notFound`, `badData`, or `inputOutput`.
    public init(path: String) throws {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw TraceError(.notFound, "there is no file \(path)", remedy: "check the path")
        }
        guard !isDirectory.boolValue else {
            throw TraceError(.badData, "\(path) is a folder", remedy: "give the path of a .py file")
        }
        let data: Data
        do {
            data = try Self.read(path)
        } catch {
            throw TraceError(.inputOutput, "cannot read \(path)", remedy: "check its permissions", cause: error)
        }
        guard data.count <= Self.maximumBytes else {
            throw TraceError(.badData, "\(path) has more than \(Self.maximumBytes >> 20) MB", remedy: "make it shorter")
        }
        let (name, whole) = FileName.of(path)
        try self.init(name: name, file: name, bytes: [UInt8](data))
        self.path = whole
        if let strong = outline.directives.weakrefDesignOf { self.name = Self.name(strong, beside: path) }
    }

    /// Reads a program's text as a recording keeps it, under the name that it was recorded by.
    ///
    /// - Throws: `TraceError` with code `badData` for a text that does not parse.
    public init(recordedAs name: String, path: String?, text: String) throws {
        try self.init(name: name, file: name, bytes: Array(text.utf8))
        self.name = name
        self.path = path
    }

    /// The program whose design a file writes out: another file of its folder where there is one, with or without its
    /// suffix, else what is called so.
    private static func name(_ program: String, beside path: String) -> String {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let found = [program, program + ".py"].map { folder.appendingPathComponent($0).path }
            .first { $0.hasSuffix(".py") && FileManager.default.fileExists(atPath: $0) }
        return found.map { FileName.of($0).name } ?? program
    }

    /// The most bytes of a program's text: 64 MiB.
    static let maximumBytes = 64 << 20

    /// A file's bytes, one more than a program may have at most: a device or a pipe need not end.
    private static func read(_ path: String) throws -> Data {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var data = Data()
        while data.count <= maximumBytes, let more = try file.read(upToCount: maximumBytes + 1 - data.count),
            !more.isEmpty
        {
            data.append(more)
        }
        return data
    }

    public func check(_ design: Design) throws {
        for slot in design.weakSlots { try outline.check(slot, program: name) }
    }

    /// Compiles the program as it stands, to answer questions about its code.
    func inspect<Answer: Sendable>(_ body: @escaping @Sendable (CompiledProgram) -> Answer) throws -> Answer {
        let (source, file, iterationLine) = (source, file, outline.directives.iterationLine)
        return try DeepStack.run {
            let refusals = RefusalList()
            let compiled = Compiler.compile(
                Parser.program(source, refusals), source: source, file: file, iterationLine: iterationLine, refusals)
            try refusals.check(file: file)
            return body(compiled)
        }
    }

    public func run(_ settings: RunSettings, on heap: consuming SimulatedHeap) throws -> ProgramOutcome {
        try check(settings.design)
        let text: SourceText
        do {
            text = try TopLevelLiteral.replacing(outline.literals, in: source, with: settings.parameters)
        } catch {
            throw RefusedProgram(error, file: file).traceError
        }
        let (box, file, iterationLine) = (HeapBox(heap), file, outline.directives.iterationLine)
        do {
            return try DeepStack.run {
                let refusals = RefusalList()
                let compiled = Compiler.compile(
                    Parser.program(text, refusals), source: text, file: file, iterationLine: iterationLine, refusals)
                try refusals.check(file: file)
                var interpreter = Interpreter(
                    compiled, design: settings.design, memory: settings.memory, heap: try box.take())
                return try interpreter.run().map { .failed($0) } ?? .finished
            }
        } catch let error as RefusedProgram {
            throw error.traceError
        }
    }
}

/// Hands a heap over to another thread.
private final class HeapBox: @unchecked Sendable {
    private var heap: SimulatedHeap?

    init(_ heap: consuming SimulatedHeap) { self.heap = consume heap }

    func take() throws -> SimulatedHeap {
        guard let taken = heap.take() else { throw TraceError(.defect, "a heap was used twice") }
        return taken
    }
}
