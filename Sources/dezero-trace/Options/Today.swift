import Foundation
import RegressionGate
import TraceModel

extension Day {
    /// The day by the machine's clock, in UTC.
    static func today() throws -> Day {
        var seconds = time(nil)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil,
            let day = Day(String(format: "%04d-%02d-%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday))
        else { throw TraceError(.defect, "the machine's clock shows no day", remedy: "set it") }
        return day
    }
}
