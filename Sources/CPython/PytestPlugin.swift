/// The plugin of pytest, with the agent that it needs beside it: plain Python, for a folder of PYTHONPATH.
public enum PytestPlugin {
    /// The name under which pytest loads it: `-p dezero_trace_pytest`.
    public static let module = "dezero_trace_pytest"

    /// Its files by their names.
    public static var files: [(name: String, bytes: [UInt8])] {
        [
            ("dezero_trace_agent.py", PackageResources.dezero_trace_agent_py),
            ("dezero_trace_pytest.py", PackageResources.dezero_trace_pytest_py),
        ]
    }
}
