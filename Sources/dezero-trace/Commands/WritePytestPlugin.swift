import ArgumentParser
import CPython
import Foundation
import TraceModel
import TraceStore

/// `pytest-plugin`: hands out the files by which pytest finds cycles without us around it.
struct WritePytestPlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pytest-plugin",
        abstract: "Write the pytest plugin that fails a test which leaves a new reference cycle.",
        discussion: """
            Two files of plain Python go into a folder; commit it, or put it on the PYTHONPATH of CI. The plugin asks the \
            dezero-trace on the PATH which rings there are. Under `dezero-trace record -- pytest` it is there without.

            EXAMPLES
              dezero-trace pytest-plugin tools
              PYTHONPATH=tools pytest -p dezero_trace_pytest --cycles
            """)

    @Argument(help: ArgumentHelp("The folder; it is made where it is missing.", valueName: "folder"))
    var folder: String

    @Flag(help: "Replace the files of another version.")
    var force = false

    func run() throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw TraceError(
                .cannotCreate, "cannot make the folder \(folder)", remedy: "name one in a folder that can be written",
                cause: error)
        }
        // Nothing is written where one of them may not be.
        let files = try PytestPlugin.files.map { file in
            let path = "\(folder)/\(file.name)"
            let text = String(decoding: file.bytes, as: UTF8.self)
            return (file: try OutputFile(path: path, replaces: force, besides: nil), text: text)
        }
        for each in files { try each.file.write(each.text) }
        try StandardOutput.write(
            """
            Wrote the plugin into \(folder). Next:
            PYTHONPATH=\(ShellQuoting.quote(folder)) pytest -p \(PytestPlugin.module) --cycles

            """)
    }
}
