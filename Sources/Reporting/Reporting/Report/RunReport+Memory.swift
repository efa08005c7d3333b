import LeakAnalysis
import TraceModel

extension RunReport {
    /// Less memory than this, in bytes, drowns in the buffers of the recorder itself.
    private static let leastBytes = 64_000_000

    /// Whether the run turned over enough memory for the size of its process to show it.
    package var showsResidentMemory: Bool { summary.bytes.allocated >= Self.leastBytes && measuredGrowth != nil }

    /// By how many bytes what is live, and the process with it, grew from the first to the last iteration at which the
    /// process was measured; nil where it was not measured twice.
    package var measuredGrowth: (live: Int, resident: Int)? {
        let measured = summary.iterations.filter { $0.residentBytes != nil }
        guard measured.count > 1, let first = measured.first, let last = measured.last else { return nil }
        let live = last.liveBytes.subtractingReportingOverflow(first.liveBytes)
        let resident = (last.residentBytes ?? 0).subtractingReportingOverflow(first.residentBytes ?? 0)
        return live.overflow || resident.overflow ? nil : (live.partialValue, resident.partialValue)
    }
}
