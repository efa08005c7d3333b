import Foundation

/// Writes the man page, in the macros of `man(7)`, from what the argument parser says of itself.
struct ManualPage {
    let tool: CommandDescription
    let version: String
    /// The exit statuses with their meaning, as README.md lists them.
    let statuses: [(status: String, meaning: String)]

    var text: String {
        var lines = [
            ".TH DEZERO-TRACE 1 \"\" \"dezero-trace \(version)\" \"User Commands\"",
            // Left-aligned and without hyphenation, so that names stay whole.
            ".ad l", ".nh",
            ".SH NAME",
            "dezero\\-trace \\- " + escape(sentence(tool.abstract)),
            ".SH SYNOPSIS",
            ".B dezero\\-trace",
            ".I command",
            "[arguments] [options]",
            ".SH DESCRIPTION",
        ]
        lines += paragraphs(tool.discussion)
        lines.append(".SH COMMANDS")
        for command in tool.commands { lines += section(of: command) }
        lines += [".SH ENVIRONMENT", ".TP", ".B DEZERO_TRACE_DATABASE", "The recording, where no option names it."]
        lines += [".TP", ".B NO_COLOR", "Without colours, whatever the value."]
        lines.append(".SH EXIT STATUS")
        for (status, meaning) in statuses { lines += [".TP", ".B " + escape(status), escape(meaning)] }
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(of command: CommandDescription) -> [String] {
        let arguments = command.shownArguments
        let positional = arguments.filter { $0.kind == "positional" }
        let options = arguments.filter {
            $0.kind != "positional" && $0.names?.contains { $0.name == "version" } != true
        }
        var lines = [".SS \(escape(synopsis(of: command, positional)))", escape(command.abstract ?? ""), ".PP"]
        lines += paragraphs(command.discussion)
        for argument in positional {
            lines += [".TP", ".I " + escape("<\(argument.valueName ?? "")>"), escape(explanation(of: argument))]
        }
        for option in options {
            let names = (option.names ?? []).map(\.text).joined(separator: ", ")
            let value = option.kind == "option" ? " \\fI\(escape(option.valueName ?? "value"))\\fR" : ""
            lines += [".TP", "\\fB\(escape(names))\\fR\(value)", escape(explanation(of: option))]
        }
        return lines
    }

    private func synopsis(of command: CommandDescription, _ positional: [CommandDescription.Argument]) -> String {
        let arguments = positional.map { argument in
            let name = "<\(argument.valueName ?? "")>\(argument.isRepeating ? " ..." : "")"
            return argument.isOptional ? " [\(name)]" : " \(name)"
        }
        return command.commandName + arguments.joined()
    }

    private func explanation(of argument: CommandDescription.Argument) -> String {
        let values = argument.allValues.map { " One of: \($0.joined(separator: ", "))." } ?? ""
        let text = (argument.abstract ?? "") + values
        guard let value = argument.defaultValue, !text.contains("(default:") else { return text }
        return "\(text) (default: \(value))"
    }

    /// Running text as paragraphs; lines that are indented, and headings, as they stand.
    private func paragraphs(_ text: String?) -> [String] {
        var lines: [String] = []
        var isLiteral = false
        for line in (text ?? "").components(separatedBy: "\n") {
            let wantsLiteral = line.hasPrefix("  ") || (isLiteral && line.isEmpty)
            if wantsLiteral != isLiteral { lines.append(wantsLiteral ? ".nf" : ".fi") }
            isLiteral = wantsLiteral
            lines.append(line.isEmpty ? (isLiteral ? "" : ".PP") : escape(line))
        }
        if isLiteral { lines.append(".fi") }
        return lines.last == ".PP" ? lines.dropLast() : lines
    }

    /// `man -k` shows a phrase: no capital, no full stop.
    private func sentence(_ text: String?) -> String {
        var text = text ?? ""
        if text.hasSuffix(".") { text.removeLast() }
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// A hyphen is a minus, so that options can be copied; a line that begins like a request is none.
    private func escape(_ text: String) -> String {
        let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
    }
}
