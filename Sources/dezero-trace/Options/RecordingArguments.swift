import ArgumentParser
import TraceModel

/// A value that `--set` gives.
struct Assignment: ExpressibleByArgument {
    /// The parameter's name.
    let name: String
    /// Its value.
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}

/// How slots are written on the command line.
enum SlotArgument {
    /// Reads `TYPE.FIELD`.
    static func parse(_ text: String) throws -> Slot {
        guard let slot = Slot(text) else { throw ValidationError("a slot is TYPE.FIELD, as in Node.parent") }
        return slot
    }
}
