import TraceModel

/// Collections between statements, to replay a program under another schedule.
extension SimulatedHeap {
    /// Collects everything where the schedule says so, unless that costs too much here.
    ///
    /// A collection looks at every object, so one at each statement is quadratic. Up to
    /// `collectionBudget` looks there is one at each statement; beyond that one for every eighth as many
    /// statements as there are objects, so that a statement costs a bounded number of looks.
    /// Code of the program may have to run when this returns: see ``pendingCall``.
    public mutating func collectBetweenStatements() {
        guard schedule.collectsBetweenStatements else { return }
        statementsSinceCollection += 1
        let cost = headers.count
        guard looksAtObjects + cost <= Self.collectionBudget || statementsSinceCollection * 8 >= cost else { return }
        looksAtObjects += cost
        statementsSinceCollection = 0
        collect(generation: 2, cause: .called)
    }

    /// How many objects may be looked at before collections become rarer than statements.
    static var collectionBudget: Int { 4_000_000 }
}
