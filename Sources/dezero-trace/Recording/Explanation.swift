import Foundation
import LeakAnalysis
import Programs
import Streams
import TraceModel

/// What a second run of an observed program shows about its rings.
struct Explanation {
    /// What the second run was.
    let observation: Observation
    private let rings = RingExplanations()

    /// Reads the stream of the second run.
    ///
    /// - Throws: `.notFound`, `.inputOutput`, `.badData` for a file that is no stream at all.
    init(path: String) throws {
        observation = try StreamReader(path: path).run(into: rings)
        rings.finish()
    }

    /// Adds what is told to findings of the same program.
    ///
    /// - Returns: how many are told of.
    func explain(_ findings: inout [Finding], of other: Observation) -> Int {
        guard observation.end != .stopped, observation.program == other.program,
            observation.programKind == other.programKind
        else { return 0 }
        var told = 0
        for place in findings.indices {
            guard findings[place].closedBy == nil, findings[place].orphanedBy == nil, rings.explain(&findings[place])
            else { continue }
            told += 1
            findings[place].nameFiles { FileName.of($0).name }
        }
        return told
    }
}

extension Finding {
    /// Calls the files of its moments what `name` says.
    fileprivate mutating func nameFiles(_ name: (String) -> String) {
        if let file = closedBy?.file { closedBy?.file = name(file) }
        if let file = orphanedBy?.file { orphanedBy?.file = name(file) }
        for place in path.indices {
            if let file = path[place].born?.file { path[place].born?.file = name(file) }
        }
    }
}
