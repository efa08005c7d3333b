/// What the progress line says of a run that is being read.
enum AnalysisProgress {
    private static let cells = 20

    /// `analysing cycle/strong ██████░░░░ 60 %`.
    static func text(_ work: String, _ run: String, read: Int, of total: Int) -> String {
        let share = total > 0 ? min(max(Double(read) / Double(total), 0), 1) : 1
        let full = Int(share * Double(cells))
        let bar = String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
        return "\(work) \(run) \(bar) \(Int(share * 100)) %"
    }
}
