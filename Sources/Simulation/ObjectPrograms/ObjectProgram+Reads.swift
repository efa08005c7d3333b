public import TraceModel

extension ObjectProgram {
    /// The statements that read a field of this name, or the captured variable, whether or not they ever run.
    ///
    /// What a field belongs to is known only as the program runs, so that of every class those of its name are told.
    /// Empty for a text that does not compile.
    public func reads(of slot: Slot) -> [SiteDefinition] {
        (try? inspect { Self.reads(of: slot, in: $0) }) ?? []
    }

    private static func reads(of slot: Slot, in compiled: CompiledProgram) -> [SiteDefinition] {
        var found: [SiteDefinition] = []
        for code in compiled.codes {
            var outer = code
            while outer.isComprehension, let maker = outer.outer?.code { outer = maker }
            for instruction in code.instructions where reads(slot, instruction, in: code, of: compiled) {
                guard instruction.site.rawValue > 0 else { continue }
                var site = compiled.sites[Int(instruction.site.rawValue) - 1]
                site.function = outer.qualifiedName
                if found.last?.statement != site.statement || found.last?.line != site.line { found.append(site) }
            }
        }
        return found
    }

    private static func reads(
        _ slot: Slot, _ instruction: Instruction, in code: Code, of program: CompiledProgram
    ) -> Bool {
        let argument = Int(instruction.argument)
        switch instruction.operation {
        case .loadAttribute, .loadMethod: return program.names[argument] == slot.field
        case .loadCell: return code.slotName == slot.type && code.locals[argument] == slot.field
        default: return false
        }
    }
}
