import ArgumentParser
import Foundation

/// Some mutated texts in this process, which whatever is wrong with them may end.
struct TextRange: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads mutated texts in this very process.", shouldDisplay: false)

    @Argument(help: "A folder of programs, or of streams.")
    var corpus: String

    @Option(help: "What the folder holds.")
    var of = Language.programs

    @Option(help: "The number of the first text.")
    var first: UInt64

    @Option(help: "How many.")
    var count: UInt64

    @Flag(help: "Run what parses, too.")
    var runs = false

    @Flag(help: "Print the first text and do nothing else.")
    var shows = false

    func run() throws {
        let corpus = try Corpus(folder: corpus, of: of)
        if shows {
            var mutator = Mutator(corpus, seed: first)
            return FileHandle.standardOutput.write(Data(mutator.text()))
        }
        Deadline.set(seconds: 60 + count / 200)
        var parsed = 0
        for number in first..<first + count {
            var mutator = Mutator(corpus, seed: number)
            switch Inspection(of: mutator.text(), in: of, runs: runs) {
            case .parsed: parsed += 1
            case .refused: break
            case .wrong(let what):
                print(what)
                throw ExitCode.failure
            }
        }
        print(parsed)
    }
}
