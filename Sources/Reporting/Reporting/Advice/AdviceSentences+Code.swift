package import DesignAdvice
package import TraceModel

/// What a weak slot is in Python, where that is more than a weak reference in a field.
extension AdviceSentences {
    /// The code to write for a design, a sentence for each capture and each slot with bound methods; empty for others.
    package func code(for design: TriedDesign) -> String {
        guard isPython else { return "" }
        return design.candidates.compactMap(code).map { " " + $0 }.joined()
    }

    /// Whether the program is a text in Python, so that its reader writes Python.
    private var isPython: Bool {
        if advice.isObserved { return true }
        let moments = advice.strong.findings.flatMap { [$0.closedBy, $0.orphanedBy] }
        return moments.contains { $0?.file.hasSuffix(".py") ?? false }
    }

    private func code(for candidate: CandidateSlot) -> String? {
        let name = Wording.plain(candidate.slot.field)
        if candidate.isCapture {
            let reference = candidate.methods.isEmpty ? "weakref.ref" : "weakref.WeakMethod"
            return "Write `ref = \(reference)(\(name))` before \(Self.function(candidate.slot.type)), and `ref()` for "
                + "`\(name)` in it."
        }
        guard let method = candidate.methods.min() else {
            return candidate.holdsContainers
                ? "\(Self.quoted(candidate.slot)) holds a list: keep `weakref.ref(item)` for each item in it, and call it to "
                    + "read one." : nil
        }
        let called = method.split(separator: ".").last.map(String.init) ?? method
        let each = candidate.holdsContainers ? "each method" : "the method"
        return
            "In \(Self.quoted(candidate.slot)) keep `weakref.WeakMethod(self.\(Wording.plain(called)))` instead of \(each); calling it gives "
            + "the method back, or None."
    }

    /// A function as the code around it shows it: `` the lambda in `Window.__init__` ``.
    private static func function(_ name: String) -> String {
        let separator = ".<locals>."
        let outer: String
        let own: Substring
        if let range = name.ranges(of: separator).last {
            (outer, own) = (String(name[..<range.lowerBound]), name[range.upperBound...])
        } else {
            (outer, own) = ("", name[...])
        }
        let parts = own.split(separator: "#")
        let number = parts.count > 1 ? " \(parts[1])" : ""
        let what =
            parts.first == "<lambda>" ? "lambda\(number)" : "`def \(Wording.plain(String(parts.first ?? "")))`\(number)"
        let article = parts.first == "<lambda>" && number.isEmpty ? "the " : ""
        return article + what + (outer.isEmpty ? "" : " in \(quoted(outer))")
    }

    /// A slot between backticks.
    ///
    /// It is copied from a sentence into a command, so that one of usual length must not be cut.
    package static func quoted(_ slot: Slot) -> String { quoted("\(slot)") }

    private static func quoted(_ name: String) -> String { "`\(Wording.plain(name, cells: 120))`" }
}
