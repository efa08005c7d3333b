import TraceModel

/// The variables that a program's functions capture from the functions around them: slots like fields.
struct Captures: Sendable {
    /// The names of the functions that are no comprehensions, whether or not they capture anything.
    private let functions: [String]
    /// The slots, in the order of the text.
    private let slots: [Slot]
    /// Why a design cannot name one of them, and the function around that captures it.
    private let strong: [Slot: (reason: StrongCapture, outer: String)]

    init(of codes: [Code]) {
        let made = codes.filter { $0.isFunction && !$0.isComprehension }
        functions = made.map(\.slotName)
        slots = made.flatMap { code in code.freeNames.map { Slot(type: code.slotName, field: $0) } }
        var strong: [Slot: (reason: StrongCapture, outer: String)] = [:]
        for code in made {
            for (name, reason) in code.strongCaptures {
                strong[Slot(type: code.slotName, field: name)] = (reason, code.outer?.code.slotName ?? code.slotName)
            }
        }
        self.strong = strong
    }

    /// Whether a slot is one of a function of the program; where it is, throws if no design can name it.
    func check(_ slot: Slot, program: String) throws(TraceError) -> Bool {
        guard slots.contains(slot) else {
            guard functions.contains(slot.type) || slot.type.contains("<") else { return false }
            throw unknown(slot, program: program)
        }
        switch strong[slot] {
        case (.itself, let outer)?:
            throw TraceError(
                .usage, "\(slot) is the function itself, which no weak capture frees",
                remedy: "set \(slot.field) to None at the end of \(outer) instead")
        case (.rebound, _)?:
            throw TraceError(
                .usage, "\(slot.type) gives \(slot.field) a new value, so it cannot hold it weakly",
                remedy: "name another slot")
        case nil:
            return true
        }
    }

    private func unknown(_ slot: Slot, program: String) -> TraceError {
        let weakable = slots.filter { strong[$0] == nil }
        let own = weakable.filter { $0.type == slot.type }
        let names = (own.isEmpty ? weakable : own).map(\.description)
        let meant = Suggestion.closest(to: slot.description, among: names).map { "did you mean \($0)?" }
        let message =
            functions.contains(slot.type)
            ? "\(slot.type) of \(program) captures no variable \(slot.field)"
            : "\(program) has no function \(slot.type)"
        let some = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", ..." : "")
        let list = names.isEmpty ? "none of its functions captures anything that can be weak" : "name \(some)"
        return TraceError(.usage, message, remedy: meant ?? list)
    }
}
