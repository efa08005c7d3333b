import TraceModel

extension Setting {
    /// The option that makes the choice, as it is typed.
    var option: String {
        switch self {
        case .database: "--database FILE"
        case .waiting: "--wait SECONDS"
        case .anyWriter: "--writer auto"
        case .readableWriter: "--writer statements"
        case .parameter(let name, let value): "--set \(name)=\(value)"
        case .parameters: "--set NAME=VALUE"
        case .moment: "--at MOMENT"
        case .pictureText: "--format dot"
        }
    }
}

extension TraceError {
    /// One line: what happened, what to do, and with which options.
    var line: String {
        settings.isEmpty ? description : "\(description) (\(settings.map(\.option).joined(separator: ", ")))"
    }
}
