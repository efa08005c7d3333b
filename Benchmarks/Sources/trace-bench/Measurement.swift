import Foundation

/// What one part of a process took.
struct Measurement {
    private let wall = ContinuousClock.now
    private let cpu = Measurement.processSeconds()

    /// Prints it as one line of JSON, with further figures.
    func report(_ figures: [String: Double] = [:]) {
        let wall = ContinuousClock.now - wall
        var all = figures
        all["wall"] = Double(wall.components.seconds) + Double(wall.components.attoseconds) * 1e-18
        all["cpu"] = Measurement.processSeconds() - cpu
        let fields = all.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
        print("{\(fields.joined(separator: ", "))}")
    }

    /// The processor time of all threads so far.
    private static func processSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
