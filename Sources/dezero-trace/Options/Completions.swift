import ArgumentParser
import Foundation
import LeakAnalysis
import Programs
import Reporting
import Scenarios
import TraceModel
import TraceStore

/// What a shell offers at the tab key.
///
/// A word that a shell could misread is not offered.
enum Completions {
    /// The runs of the recording, as `PROGRAM/DESIGN`.
    static let runs = CompletionKind.custom { words, _, _ in
        guard let database = database(in: words), let runs = try? database.newestRuns() else { return [] }
        return offered(runs.map(\.name))
    }

    /// The objects of the run that the words before name: those of its findings, and what names were bound to.
    static let objects = CompletionKind.custom { words, _, _ in
        guard let database = database(in: words), let run = run(in: words, of: database),
            let report = try? ReportSource.report(of: run, in: database)
        else { return [] }
        let names = (try? ReportSource.names(for: report, in: database)) ?? [:]
        return offered(report.findings.flatMap { $0.path.map(\.object) } + names.values.sorted())
    }

    /// The programs that are built in, and the files that could be one.
    static let programs = CompletionKind.custom { _, _, prefix in
        let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        let files = entries.sorted().compactMap { name -> String? in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder + name, isDirectory: &isFolder)
            return isFolder.boolValue ? folder + name + "/" : name.hasSuffix(".py") ? folder + name : nil
        }
        return offered((folder.isEmpty ? ((try? Catalogue.builtIn)?.programs.map(\.name) ?? []) : []) + files)
    }

    /// The designs that every program has.
    static let designs = CompletionKind.list(["strong", "weakref"])

    private static func offered(_ words: [String]) -> [String] {
        words.uniqued().filter { word in
            !word.isEmpty
                && word.unicodeScalars.allSatisfy {
                    $0.properties.isAlphabetic || "0123456789_./#+-".unicodeScalars.contains($0)
                }
        }
    }

    /// The recording that the words on the line name, or the usual one; nil where it cannot be read.
    private static func database(in words: [String]) -> TraceDatabase? {
        let named =
            words.firstIndex(of: "--database").flatMap { words.dropFirst($0 + 1).first }
            ?? words.lazy.compactMap { $0.hasPrefix("--database=") ? String($0.dropFirst(11)) : nil }.first
        return try? TraceDatabase(path: named ?? DatabaseOptions.usualPath)
    }

    /// The run among the words behind the command.
    private static func run(in words: [String], of database: TraceDatabase) -> RunInfo? {
        words.lazy.dropFirst(2).filter { !$0.hasPrefix("-") }
            .compactMap { try? RunReference(argument: $0).findAll(in: database).first }.first
    }
}
