import Foundation
import RegressionGate
import Reporting
import Testing

/// What other tools read is held against their published schemas by validators that are not ours.
@Suite struct SchemaTests {
    static let results =
        [
            CheckSamples.everything(), CheckSamples.everything(isStrict: true), CheckSamples.result([]),
            CheckSamples.result([CheckSamples.judgement([])]),
        ] + HostileNamesTests.names.map { CheckSamples.hostile($0) }
        + [CheckSamples.hostile("]]> & <a b='c\"'> \u{FFFE}{0}{x} a b.swift?#%")]

    @Test(
        .enabled(if: Validator.xmllint.isThere, "xmllint is not installed: apt-get install libxml2-utils"),
        arguments: results.indices)
    func `JUnit is valid by its schema`(_ index: Int) throws {
        let problem = try Validator.xmllint.problem(in: CheckJUnit().text(Self.results[index]))
        #expect(problem == nil, "\(problem ?? "")")
    }

    @Test(
        .enabled(if: Validator.jsonschema.isThere, "Python's jsonschema is not installed: pip install jsonschema"),
        arguments: results.indices)
    func `SARIF is valid by its schema`(_ index: Int) throws {
        let problem = try Validator.jsonschema.problem(in: CheckSARIF(toolVersion: "0.1.0").text(Self.results[index]))
        #expect(problem == nil, "\(problem ?? "")")
    }

    @Test(.enabled(if: Validator.xmllint.isThere && Validator.jsonschema.isThere, "a validator is not installed"))
    func `the validators refuse what is wrong`() throws {
        let junit = CheckJUnit().text(CheckSamples.everything()).replacing("failures=", with: "failed=")
        #expect(try Validator.xmllint.problem(in: junit) != nil)
        let sarif = CheckSARIF(toolVersion: "0.1.0").text(CheckSamples.everything())
        #expect(try Validator.jsonschema.problem(in: sarif.replacing("\"ruleId\"", with: "\"rule\"")) != nil)
    }
}

/// A program that holds a document against a schema.
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
            jsonschema.validate(json.load(open(sys.argv[2])), schema)
            """, "\(schemas)/sarif-2.1.0.json",
        ], probe: ["python3", "-c", "import jsonschema"])

    /// Whether it can be run here.
    var isThere: Bool { (try? Self.run(probe))?.status == 0 }

    /// What it objects to; nil for nothing.
    func problem(in document: String) throws -> String? {
        let file = FileManager.default.temporaryDirectory.appending(path: "document-\(UUID().uuidString)")
        try Data(document.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try Self.run(command + [file.path])
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
