import ArgumentParser
import Reporting

/// How a table is told.
enum TableFormat: String, CaseIterable, ExpressibleByArgument {
    /// For people.
    case text
    /// For programs.
    case json
}

/// The form of what a command prints.
struct FormatOptions: ParsableArguments {
    @Option(help: "For people (text) or for programs (json).")
    var format = TableFormat.text

    /// Renders for whichever reader was asked for.
    func render<Subject>(
        _ subject: Subject, text: (Layout) -> some Renderer<Subject>, json: some Renderer<Subject>,
        layout: Layout = Terminal.current.layout
    ) -> String {
        switch format {
        case .text: text(layout).text(subject)
        case .json: json.text(subject)
        }
    }
}

/// Where a report goes.
struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write to this file, not to standard output.", valueName: "path"))
    var output: String?

    @Flag(help: "Replace the file that --output names.")
    var force = false

    /// The file, checked before any work is done; nil for standard output.
    ///
    /// - Throws: `.cannotCreate` where it is there already or cannot be made, or where it belongs to the database that is
    ///   read.
    func file(besides database: DatabaseOptions) throws -> OutputFile? {
        try output.map { try OutputFile(path: $0, replaces: force, besides: database.parts()) }
    }

    /// Writes a text where it belongs.
    static func write(_ text: String, to file: OutputFile?) throws {
        if let file { try file.write(text) } else { try StandardOutput.write(text) }
    }
}
