import Foundation
import Testing

/// What the argument parser says of a command: `--experimental-dump-help`.
struct CommandDescription: Decodable {
    struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String

            var text: String { kind == "long" ? "--\(name)" : "-\(name)" }
        }

        var kind: String
        var names: [Name]?
        var valueName: String?
        var abstract: String?
        var defaultValue: String?
        var allValues: [String]?
        var isOptional: Bool
        var isRepeating: Bool
        var shouldDisplay: Bool
    }

    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool
    var arguments: [Argument]?
    var subcommands: [CommandDescription]?

    /// The built binary's own.
    static func ofTool(_ workplace: Workplace) throws -> CommandDescription {
        struct Dump: Decodable { var command: CommandDescription }
        let text = try workplace.output("--experimental-dump-help")
        return try JSONDecoder().decode(Dump.self, from: Data(text.utf8)).command
    }

    /// The subcommands that help lists.
    var commands: [CommandDescription] {
        (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    }

    /// The arguments that help lists.
    var shownArguments: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }
}
