public import TraceModel

extension Program {
    /// Checks that a design names only slots that the program has.
    ///
    /// - Throws: `TraceError` with code `usage` that names the slot that was probably meant.
    public func check(_ design: Design) throws {
        guard let slots else { return }
        for slot in design.weakSlots where !slots.contains(slot) {
            // A slot of a subclass is the most likely slip: the field is right, the type is not.
            let sameField = slots.first { $0.field == slot.field }
            let names = slots.map(\.description)
            let meant = sameField?.description ?? Suggestion.closest(to: slot.description, among: names)
            throw TraceError(
                .usage, "\(name) has no slot \(slot)",
                remedy: Suggestion.remedy(meant, then: "it has \(names.joined(separator: ", "))"))
        }
    }
}
