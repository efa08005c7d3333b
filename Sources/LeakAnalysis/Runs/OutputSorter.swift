import TraceModel

/// Tells what a program's own statements print from what finalizers print, as the events go by.
struct OutputSorter {
    /// Which statement runs.
    private(set) var clock = StatementClock()
    /// Whether the program came to its end; what is printed from there on is no part of its result.
    private(set) var hasEnded = false
    private var output: [PrintedOutput] = []
    private var next = 0

    /// Adds names that events use from now on.
    mutating func define(_ names: TraceNames) { clock.define(names.sites) }

    /// Adds what was printed, in the order in which it was.
    mutating func add(_ printed: [PrintedOutput]) {
        if next == output.count {
            output.removeAll(keepingCapacity: true)
            next = 0
        }
        output += printed
    }

    /// Hands over what was printed before the first event.
    mutating func begin(_ body: (String) -> Void) { take(upTo: 0, body) }

    /// Takes one event in, and hands over what the program's own statements printed after it; O(1).
    ///
    /// - Returns: whether a statement of the program itself begins.
    @discardableResult
    @inline(__always)
    mutating func apply(_ event: Event, sequence: Int, _ body: (String) -> Void) -> Bool {
        let begins = clock.apply(event)
        if event.kind == .mark { hasEnded = true }
        if next < output.count { take(upTo: sequence, body) }
        return begins && !hasEnded
    }

    private mutating func take(upTo sequence: Int, _ body: (String) -> Void) {
        while next < output.count, output[next].sequence <= sequence {
            if !hasEnded, !clock.isInFinalizer { body(output[next].text) }
            next += 1
        }
    }
}

/// What a text came to, piece by piece, without keeping it.
struct OutputDigest {
    private var lines = 0
    private var last: String?
    /// The line that has not ended, as far as it is shown.
    private var open = ""
    private var hasOpen = false
    private var hash = SHA256()

    /// So many characters of a line are shown.
    private static let mostCharacters = 80

    /// Adds a piece of the text.
    mutating func add(_ text: String) {
        hash.add(text.utf8)
        var pieces = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let piece = pieces.popFirst() {
            if open.count < Self.mostCharacters { open += piece.prefix(Self.mostCharacters) }
            hasOpen = hasOpen || !piece.isEmpty
            if pieces.isEmpty { break }
            lines += 1
            last = String(open.prefix(Self.mostCharacters))
            (open, hasOpen) = ("", false)
        }
    }

    /// What a report keeps of the text.
    var summary: RunSummary.Output {
        RunSummary.Output(
            lines: hasOpen ? lines + 1 : lines, last: hasOpen ? String(open.prefix(Self.mostCharacters)) : last,
            digest: String(hash.hexadecimal.prefix(Fingerprint.digits)))
    }
}
