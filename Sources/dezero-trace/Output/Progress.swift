import Foundation
import Reporting

/// One line on standard error that is overwritten, and gone when the work is done.
final class Progress {
    private let isShown: Bool
    private var isVisible = false
    /// What is over sooner than the pause needs no line at all.
    private var lastChange = ContinuousClock.now

    /// Shows nothing where no one is watching.
    init(isShown: Bool) { self.isShown = isShown }

    private static let pause = Duration.milliseconds(200)
    private static let clearLine = "\r\u{1B}[2K"

    /// Shows a text, but not so often that it costs.
    func show(_ text: @autoclosure () -> String) {
        guard isShown else { return }
        let now = ContinuousClock.now
        guard now - lastChange >= Self.pause else { return }
        lastChange = now
        isVisible = true
        write(Self.clearLine + DisplayText.escape(text()))
    }

    /// Takes the line away.
    func clear() {
        guard isVisible else { return }
        isVisible = false
        write(Self.clearLine)
    }

    private func write(_ text: String) {
        // Progress that cannot be shown is no reason to stop.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
