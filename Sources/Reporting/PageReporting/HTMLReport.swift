import Foundation
import LeakAnalysis
import Mustache
public import Reporting
import TraceModel

/// `report` as one page that needs nothing else: no network, no other file, and no rights but its own script and style.
public struct HTMLReport: Renderer {
    private let library: MustacheLibrary
    private let style: String
    private let script: String

    /// A renderer.
    ///
    /// - Throws: an error if a template did not parse, which the tests rule out.
    public init() throws {
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        var library = MustacheLibrary()
        try library.register(text(PackageResources.page_mustache), named: "page")
        try library.register(text(PackageResources.program_mustache), named: "program")
        try library.register(text(PackageResources.body_mustache), named: "body")
        try library.register(text(PackageResources.change_mustache), named: "change")
        try library.register(text(PackageResources.pictures_mustache), named: "pictures")
        try library.register(text(PackageResources.graph_mustache), named: "graph")
        try library.register(text(PackageResources.chart_mustache), named: "chart")
        try library.register(text(PackageResources.finding_mustache), named: "finding")
        try library.register(text(PackageResources.advice_mustache), named: "advice")
        try library.register(text(PackageResources.prose_mustache), named: "prose")
        self.library = library
        style = text(PackageResources.page_css)
        script = text(PackageResources.page_js)
    }

    public func write(_ programPages: [ProgramPage], to output: inout some TextOutputStream) {
        let pages = Comparison.answerFirst(programPages, \.comparison)
        let parts = pages.enumerated().map { ProgramPart(programPage: $1, number: $0 + 1) }
        let comparisons = pages.map(\.comparison)
        let hasMany = parts.count > 1
        let (quiet, eventful) = (parts.filter { hasMany && $0.isQuiet }, parts.filter { !hasMany || !$0.isQuiet })
        let verdict = hasMany ? Comparison.summary(of: comparisons) : comparisons.first?.headline
        let view: View = [
            "style": style, "script": script, "styleHash": Self.hash(style), "scriptHash": Self.hash(script),
            "title": HTMLText.shown(
                hasMany ? Wording.count(comparisons.count, "program") : comparisons.first?.program ?? "", cells: 60),
            "verdict": HTMLText.prose(verdict ?? "No runs to report."),
            "isBad": comparisons.contains { $0.verdict != .clean }, "hasMany": hasMany,
            "isLong": parts.count > Self.mostInSight,
            "programs": parts.map(\.view), "eventful": eventful.map(\.view), "quiet": quiet.map(\.view),
            "hasQuiet": !quiet.isEmpty,
            "data": JSON.array(parts.map(\.json)).embedded,
        ]
        output.write(library.render(view, withTemplate: "page") ?? "")
    }

    /// Of more programs than this the list of all is opened on demand: the first answer stands in the first screen.
    private static let mostInSight = 8

    /// What a content security policy names an inline script or style by.
    private static func hash(_ text: String) -> String {
        "sha256-\(Data(SHA256.digest(text)).base64EncodedString())"
    }
}
