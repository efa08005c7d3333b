import TraceModel
import Yams

/// A file of YAML or JSON, read with the line of everything in it, so that a message can name it.
struct Document {
    /// A value in the file.
    struct Value {
        /// The file's name, as the user gave it.
        let file: String
        fileprivate let node: Node

        /// `FILE:LINE`.
        var place: String { node.mark.map { "\(file):\($0.line)" } ?? file }

        /// An error that names the value's place.
        func error(_ message: String, remedy: String? = nil) -> TraceError {
            TraceError(.badData, "\(place): \(message)", remedy: remedy)
        }

        /// The members of a mapping that may have only these keys.
        func members(_ keys: [String]) throws -> Members {
            guard case .mapping(let mapping) = node else {
                throw error("here stand keys: \(keys.joined(separator: ", "))")
            }
            var values: [String: Value] = [:]
            for (key, value) in mapping {
                let name = key.string ?? ""
                guard keys.contains(name) else {
                    let meant = Suggestion.closest(to: name, among: keys).map { "did you mean \($0)?" }
                    throw Value(file: file, node: key).error(
                        "there is no key \(name)", remedy: meant ?? "the keys are \(keys.joined(separator: ", "))")
                }
                values[name] = Value(file: file, node: value)
            }
            return Members(owner: self, values: values)
        }

        /// The elements of a list.
        func elements() throws -> [Value] {
            guard case .sequence(let sequence) = node else { throw error("here stands a list") }
            return sequence.map { Value(file: file, node: $0) }
        }

        /// A text that is not empty.
        func text() throws -> String {
            guard case .scalar(let scalar) = node, !scalar.string.isEmpty else { throw error("here stands a text") }
            return scalar.string
        }

        /// A whole number that is not negative.
        func number() throws -> Int {
            guard case .scalar(let scalar) = node, let number = Int(scalar.string), number >= 0 else {
                throw error("here stands a whole number from 0")
            }
            return number
        }

        /// A mapping of texts.
        func texts() throws -> [String: String] {
            guard case .mapping(let mapping) = node else { throw error("here stand names with texts") }
            var texts: [String: String] = [:]
            for (key, value) in mapping {
                guard case .scalar(let name) = key, case .scalar(let text) = value else {
                    throw error("here stand names with texts")
                }
                texts[name.string] = text.string
            }
            return texts
        }
    }

    /// The members of a mapping.
    struct Members {
        fileprivate let owner: Value
        fileprivate let values: [String: Value]

        /// A member, if it is there.
        func optional(_ key: String) -> Value? { values[key] }

        /// A member that must be there.
        func required(_ key: String) throws -> Value {
            guard let value = values[key] else { throw owner.error("\(key) is missing") }
            return value
        }
    }

    /// Reads the only value of a text.
    static func read(_ text: String, file: String) throws -> Value {
        let bare = TraceError(.badData, "\(file) is empty", remedy: "see docs/gate.md for what it holds")
        do {
            guard let node = try Parser(yaml: SurrogatePairs.joined(in: text), encoding: .utf8).singleRoot() else {
                throw bare
            }
            return Value(file: file, node: node)
        } catch let error as YamlError {
            throw error.traceError(file: file)
        }
    }
}
