import Programs

/// How far a run may go.
struct RunLimits {
    /// The statement after which a program is stopped as endless.
    let statements: Int
    /// The bytes that one run's recording may have.
    let size: ByteCount
    /// The memory that this process may have.
    let memory: ByteCount

    /// What to say of a run that reached one of them.
    func explanation(of reason: StopReason) -> (what: String, remedy: String) {
        switch reason {
        case .size: ("its recording passed \(size)", "--max-size allows more")
        case .memory: ("it takes more memory than \(memory)", "--max-memory allows more, and --set may make it smaller")
        case .ids: ("it made more objects or calls than can be numbered", "--set may make it smaller")
        }
    }
}
