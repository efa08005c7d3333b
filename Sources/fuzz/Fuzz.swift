import ArgumentParser

/// The tool behind `make fuzz`: random programs and mutated texts, for work on the object language.
@main
struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz", abstract: "Looks for what the object language gets wrong.",
        subcommands: [Answer.self, AdviceAnswer.self, Texts.self, TextRange.self])
}
