extension DisplayText {
    /// How many terminal cells text takes that ``escape(_:)`` has made safe, as POSIX `wcwidth` adds them up.
    ///
    /// A wide or full-width character (Korean, Chinese, Japanese, emoji) takes two cells, a combining mark and
    /// the vowel and final of a decomposed Korean syllable none, everything else one. Characters whose
    /// width is ambiguous in the standard take one, as they do outside East Asian locales.
    ///
    /// - Complexity: O(*n* log *k*), *k* the number of wide ranges; O(*n*) for ASCII.
    public static func width(_ text: some StringProtocol) -> Int {
        var cells = 0
        for scalar in text.unicodeScalars { cells += width(scalar) }
        return cells
    }

    /// How many cells one scalar takes: 0, 1 or 2.
    package static func width(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return 1 }
        if isMark(scalar) { return 0 }
        return isWide(value) ? 2 : 1
    }

    /// Cuts text to at most `cells` cells; what was cut shows as `…` at the end.
    ///
    /// A character is never split, so the result may be a cell shorter than asked for.
    package static func fit(_ text: String, to cells: Int) -> String {
        if width(text) <= cells { return text }
        return cells <= 0 ? "" : prefix(text, cells: cells - 1) + "…"
    }

    /// Cuts text to at most `cells` cells; what was cut shows as `…` at the start.
    ///
    /// For paths, which tell most at their end.
    package static func fitEnd(_ text: String, to cells: Int) -> String {
        if width(text) <= cells { return text }
        return cells <= 0 ? "" : "…" + String(prefix(String(text.reversed()), cells: cells - 1).reversed())
    }

    /// Cuts text to at most `cells` cells; what was cut shows as `…` in the middle.
    ///
    /// For labels, which have at their end what tells them apart: `#1` and `#2` stay.
    package static func fitMiddle(_ text: String, to cells: Int) -> String {
        if width(text) <= cells { return text }
        let number = text.lastIndex(of: "#").map { width(text[$0...]) } ?? 0
        let tail = number > 0 && number <= cells / 2 ? number : cells / 3
        let end = String(prefix(String(text.reversed()), cells: tail).reversed())
        return fit(text, to: cells - width(end)) + end
    }

    /// As much of the beginning as takes at most `cells` cells.
    package static func prefix(_ text: String, cells: Int) -> String {
        var left = cells
        var end = text.startIndex
        for index in text.indices {
            left -= width(text[index...index])
            if left < 0 { break }
            end = text.index(after: index)
        }
        return String(text[..<end])
    }

    private static func isWide(_ value: UInt32) -> Bool {
        var low = 0
        var high = wideRanges.count
        while low < high {
            let middle = (low + high) / 2
            let range = wideRanges[middle]
            if value > range.last {
                low = middle + 1
            } else if value < range.first {
                high = middle
            } else {
                return true
            }
        }
        return false
    }
}
