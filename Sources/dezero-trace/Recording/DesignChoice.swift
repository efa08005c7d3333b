import Programs
import TraceModel

/// Which designs to record.
struct DesignChoice {
    /// As `--design` names them.
    var names: [String]
    /// The slots of one more design, as `--weak` names them.
    var weakSlots: [Slot]
    /// Whether a named design that a program does not declare is passed over, as in the standard suite.
    var skipsUndeclared: Bool

    /// The designs of a program: those chosen, else strong and what it declares as its own.
    ///
    /// - Throws: `.usage` for a design that the program cannot have.
    func designs(of program: any Program) throws -> [Design] {
        if let own = program.writtenOutDesign {
            guard weakSlots.isEmpty, names.allSatisfy({ $0 == own.name }) else {
                throw TraceError(
                    .usage, "the file is the \(own.name) design of \(program.name), written out, and has no other",
                    remedy: "record it without --design and --weak")
            }
            return [own]
        }
        var designs: [Design] = []
        if names.isEmpty && weakSlots.isEmpty {
            designs = [.strong] + (program.weakrefSlots.isEmpty ? [] : [.weakref(program.weakrefSlots)])
        }
        for name in names {
            if let design = try design(name, of: program) { designs.append(design) }
        }
        if !weakSlots.isEmpty { designs.append(.weak(weakSlots)) }
        for design in designs { try program.check(design) }
        return designs.uniqued()
    }

    private func design(_ name: String, of program: any Program) throws -> Design? {
        switch name {
        case "strong":
            return .strong
        case "weakref":
            if !program.weakrefSlots.isEmpty { return .weakref(program.weakrefSlots) }
            if skipsUndeclared { return nil }
            throw TraceError(
                .usage, "\(program.name) declares no weakref design",
                remedy: "name the slots with --weak TYPE.FIELD, or record it with --design strong")
        default:
            return .weak(try slots(name))
        }
    }

    private func slots(_ name: String) throws -> [Slot] {
        try name.split(separator: "+", omittingEmptySubsequences: false).map { part in
            guard let slot = Slot(String(part)) else {
                throw TraceError(
                    .usage, "there is no design \(name)",
                    remedy: Suggestion.remedy(
                        Suggestion.closest(to: name, among: ["strong", "weakref"]),
                        then: "it is strong, weakref, or TYPE.FIELD+TYPE.FIELD"))
            }
            return slot
        }
    }
}
