import Foundation
import Reporting

/// What is known of where the output goes.
struct Terminal {
    /// How wide a line may be.
    let width: Int
    /// Whether a line may be of any width: a pipe gets names whole.
    let isUnbounded: Bool
    /// Whether somebody reads standard output as it is written.
    let isTerminal: Bool
    /// Whether standard output is a terminal that shows colours, and they are not turned off.
    let isColoured: Bool
    /// Whether somebody watches standard error.
    let showsProgress: Bool

    /// The terminal of this process.
    static var current: Terminal {
        let environment = ProcessInfo.processInfo.environment
        let isDumb = environment["TERM"] == "dumb"
        // https://no-color.org: set to anything but nothing.
        let refusesColour = environment["NO_COLOR"]?.isEmpty == false
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let columns = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        return Terminal(
            width: columns ?? windowWidth ?? usualWidth,
            isUnbounded: columns == nil && !isTerminal, isTerminal: isTerminal,
            isColoured: isTerminal && !isDumb && !refusesColour,
            showsProgress: isatty(STDERR_FILENO) == 1 && !isDumb)
    }

    /// The page for standard output.
    var layout: Layout { Layout(style: isColoured ? .ansi : .plain, width: width, isWhole: isUnbounded) }

    /// The page for a file, the same wherever it is written.
    static let fileLayout = Layout(style: .plain, width: usualWidth, isWhole: true)

    /// Help is running text, which is hard to read across a whole screen.
    var helpWidth: Int { min(max(width, Layout.leastWidth), 100) }

    private static let usualWidth = 80

    private static var windowWidth: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
