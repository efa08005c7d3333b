public import TraceModel

/// A row of `scenarios`: a program that is built in.
public struct ScenarioListing: Equatable, Sendable {
    /// A value that a recording can set.
    public struct Parameter: Equatable, Sendable {
        /// Its name.
        public var name: String
        /// What it is by default.
        public var defaultValue: String

        /// Describes a parameter.
        public init(name: String, defaultValue: String) {
            self.name = name
            self.defaultValue = defaultValue
        }
    }

    /// The program's name.
    public var name: String
    /// What it shows, in one sentence.
    public var summary: String
    /// The designs that it declares, strong first.
    public var designs: [Design]
    /// What can be set.
    public var parameters: [Parameter]

    /// Lists a scenario.
    public init(name: String, summary: String, designs: [Design], parameters: [Parameter] = []) {
        self.name = name
        self.summary = summary
        self.designs = designs
        self.parameters = parameters
    }
}
