import TraceModel

/// A statement of a scenario, the line that wrote it, and what it does.
struct ScenarioStatement: Sendable {
    var text: String
    var fileID: StaticString
    var line: Int
    var action: Action

    enum Action: Sendable {
        case bind(String, ScenarioExpression)
        case store(ScenarioExpression, in: ScenarioPath)
        case append(ScenarioExpression, to: ScenarioPath)
        case removeLast(ScenarioPath)
        case removeAll(ScenarioPath)
        case use(ScenarioPath)
        /// A call of a function that has these names of the caller as its parameters.
        case enterCall(String, arguments: [String])
        case leaveCall
        case beginLoop
        case endPass(Int)
        case endLoop
        /// The scenario is written wrongly here.
        case refuse(TraceError)
    }
}

/// What a statement stores.
indirect enum ScenarioExpression: Sendable {
    case nothing
    /// A new instance of the type at this place of the declarations.
    case instance(of: Int, name: String)
    case list([ScenarioExpression])
    case closure(strong: [ScenarioPath], weak: [ScenarioPath])
    case path(ScenarioPath)
}

/// A name, and the way from its object on.
struct ScenarioPath: Sendable {
    enum Member: Sendable {
        case field(String)
        case element(Int)
    }

    var name: String
    var members: [Member] = []

    /// The path without its last member.
    var owner: ScenarioPath { ScenarioPath(name: name, members: members.dropLast()) }
}

/// A type of a scenario.
struct ScenarioTypeDeclaration: Sendable, Equatable {
    var name: String
    var base: Int?
    var fields: [String]
    var weakFields: [String]
}

extension ScenarioPath: CustomStringConvertible {
    var description: String { members.reduce(name) { $0 + "\($1)" } }
}

extension ScenarioPath.Member: CustomStringConvertible {
    var description: String {
        switch self {
        case .field(let name): ".\(name)"
        case .element(let position): "[\(position)]"
        }
    }
}

extension ScenarioExpression: CustomStringConvertible {
    var description: String {
        switch self {
        case .nothing: return "nil"
        case .instance(_, let name): return "\(name)()"
        case .list(let elements): return "[\(elements.map(\.description).joined(separator: ", "))]"
        case .closure(let strong, let weak):
            let captures = strong.map(\.description) + weak.map { "weak \($0)" }
            return captures.isEmpty ? "{ … }" : "{ [\(captures.joined(separator: ", "))] in … }"
        case .path(let path): return path.description
        }
    }
}
