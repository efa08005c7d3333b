import Foundation
import LeakAnalysis
public import TraceModel

/// What one would do about a ring, where no run was made with it.
public struct UntriedChange: Equatable, Sendable {
    /// What sort of change.
    public enum Kind: String, Sendable {
        /// A function or method that holds its object weakly.
        case weakCapture = "weak capture"
        /// A field that is set to nothing when its object is not needed any more.
        case clear
        /// An exception that releases its frames.
        case other
    }

    /// What sort of change.
    public var kind: Kind
    /// The slot to change; nil for a variable of a function.
    public var slot: Slot?
    /// The method that the slot holds, by its qualified name; nil for none.
    public var method: String?
    /// The variable that the function in the slot captures; nil where the slot names it, or none is.
    public var variable: String?
    /// Whether the ring is gone from the graph that was seen, once the slot holds nothing.
    public var isByGraph: Bool
    /// The finding's fingerprint.
    public var fingerprint: String

    /// What there is to do about a finding of an observed program.
    static func changes(for finding: Finding, in program: ObservedProgram) -> [UntriedChange] {
        let samples = program.samples.filter { $0.fingerprint == finding.fingerprint }
        let slots = program.slots(of: samples)
        let fields = program.fields
        if let change = read(off: finding), change.kind == .other {
            return [fields.contains(change.slot ?? Slot(type: "", field: "")) ? change : change.withoutSlot]
        }
        let onCycle = slots.slots.indices.filter { slots.slots[$0].isOnCycle }
        let captures = onCycle.filter { slots.slots[$0].isCapture || !slots.slots[$0].methods.isEmpty }
        let fieldsOnCycle = onCycle.filter { fields.contains(slots.slots[$0].slot) }
        let kind = captures.isEmpty ? Kind.clear : .weakCapture
        let changes = (captures.isEmpty ? fieldsOnCycle : captures).prefix(2).map { place in
            UntriedChange(
                kind: kind, slot: slots.slots[place].slot, method: slots.slots[place].methods.min(),
                isByGraph: slots.cycle(without: [place]) == nil, fingerprint: finding.fingerprint)
        }
        // A method that lies deeper, as in a dict of lists, shows on the ring alone.
        guard let bound = read(off: finding), bound.kind == .weakCapture, bound.variable == nil || captures.isEmpty,
            !changes.contains(where: { $0.kind == .weakCapture && $0.slot == bound.slot })
        else { return changes }
        return [bound] + changes.filter { $0.kind == .weakCapture }
    }

    /// What there is to do about a ring, as far as the ring itself tells: about one through an exception, a method that
    /// is bound to its object, or a function that captures it; nil for every other ring.
    public static func read(off finding: Finding) -> UntriedChange? {
        let path = finding.path
        func change(_ kind: Kind, _ slot: Slot?) -> UntriedChange {
            UntriedChange(kind: kind, slot: slot, method: nil, isByGraph: false, fingerprint: finding.fingerprint)
        }
        if let place = path.firstIndex(where: { $0.field.contains("→ traceback") || $0.field.contains("→ frame of") }) {
            // An exception of a class of the program's own is on the ring itself: who holds it is one step before.
            let isException = path[place].slot.field == "__traceback__"
            let holder = isException ? path[(place + path.count - 1) % path.count] : path[place]
            return change(.other, holder.slot.type.isEmpty ? nil : holder.slot)
        }
        if let step = path.first(where: { $0.field.contains(".__self__") && !$0.slot.type.isEmpty }) {
            return change(.weakCapture, step.slot)
        }
        guard let step = path.first(where: { $0.field.contains(captures) && !$0.slot.type.isEmpty }),
            let place = step.field.range(of: captures)
        else { return nil }
        var capture = change(.weakCapture, step.slot)
        capture.variable = String(step.field[place.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        return capture
    }

    private static let captures = " captures "

    private var withoutSlot: UntriedChange {
        var change = self
        change.slot = nil
        return change
    }
}
