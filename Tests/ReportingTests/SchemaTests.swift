import Foundation
import RegressionGate
import Reporting
import Testing

@testable import GateReporting

/// What other tools read is held against their published schemas by validators that are not ours.
@Suite struct SchemaTests {
    static let results =
        [
            CheckSamples.everything(), CheckSamples.everything(isStrict: true), CheckSamples.result([]),
            CheckSamples.result([CheckSamples.judgement([])]),
        ] + HostileNamesTests.names.map { CheckSamples.hostile($0) }
        + [CheckSamples.hostile("]]> & <a b='c\"'> \u{FFFE}{0}{x} a b.swift?#%")]

    @Test(.enabled(if: Validator.xmllint.isThere, "xmllint is not installed: apt-get install libxml2-utils"))
    func `JUnit is valid by its schema`() throws {
        let problem = try Validator.xmllint.problem(in: Self.results.map { CheckJUnit().text($0) })
        #expect(problem == nil)
        let wrong = CheckJUnit().text(CheckSamples.everything()).replacing("failures=", with: "failed=")
        #expect(try Validator.xmllint.problem(in: [wrong]) != nil)
    }

    @Test(.enabled(if: Validator.jsonschema.isThere, "Python's jsonschema is not installed: pip install jsonschema"))
    func `SARIF is valid by its schema`() throws {
        let sarif = CheckSARIF(toolVersion: "0.1.0")
        let problem = try Validator.jsonschema.problem(in: Self.results.map { sarif.text($0) })
        #expect(problem == nil)
        let wrong = sarif.text(CheckSamples.everything()).replacing("\"ruleId\"", with: "\"rule\"")
        #expect(try Validator.jsonschema.problem(in: [wrong]) != nil)
    }
}

/// A program that holds documents against a schema.
struct Validator: Sendable {
    private let command: [String]
    private let probe: [String]

    private static let schemas = URL(filePath: #filePath)
        .deletingLastPathComponent().appending(path: "../../fixtures/schemas").standardized.path

    static let xmllint = Validator(
        command: ["xmllint", "--noout", "--nonet", "--schema", "\(schemas)/junit-10.xsd"],
        probe: ["xmllint", "--version"])

    static let jsonschema = Validator(
        command: [
            "python3", "-c",
            """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.validators.validator_for(schema).check_schema(schema)
            for document in sys.argv[2:]:
                jsonschema.validate(json.load(open(document)), schema)
            """, "\(schemas)/sarif-2.1.0.json",
        ], probe: ["python3", "-c", "import jsonschema"])

    /// Whether it can be run here.
    var isThere: Bool { (try? Self.run(probe))?.status == 0 }

    /// What it objects to; nil for nothing.
    func problem(in documents: [String]) throws -> String? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = documents.indices.map { folder.appending(path: String($0)) }
        for (file, document) in zip(files, documents) { try Data(document.utf8).write(to: file) }
        let outcome = try Self.run(command + files.map(\.path))
        return outcome.status == 0 ? nil : outcome.errors
    }

    private static func run(_ command: [String]) throws -> (status: Int32, errors: String) {
        let log = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)")
        try Data().write(to: log)
        defer { try? FileManager.default.removeItem(at: log) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: try Data(contentsOf: log), as: UTF8.self))
    }
}
