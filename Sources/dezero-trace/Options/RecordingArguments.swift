import ArgumentParser
import TraceModel
import TraceStore

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
    /// Reads `TYPE.FIELD` or `FUNCTION.VARIABLE`.
    static func parse(_ text: String) throws -> Slot {
        guard let slot = Slot(text) else {
            throw ValidationError(
                "a slot is TYPE.FIELD, as in Node.parent, or FUNCTION.VARIABLE, as in start.<locals>.<lambda>.self")
        }
        return slot
    }
}

/// How long `--wait` waits.
enum SecondsArgument {
    /// Reads a number of seconds: digits, and a point and more digits if need be.
    static func parse(_ text: String) throws -> Double {
        guard text.utf8.allSatisfy("0123456789.".utf8.contains), let seconds = Double(text), seconds.isFinite else {
            throw ValidationError("it must be 0 or more seconds, as 2.5")
        }
        return seconds
    }
}

/// How `--writer` names the ways into a database.
enum WriterArgument {
    /// Reads one of them.
    static func parse(_ text: String) throws -> RecordingMethod {
        guard let method = RecordingMethod(rawValue: text) else {
            let names = RecordingMethod.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no writer \(text): it is one of \(names)")
        }
        return method
    }
}
