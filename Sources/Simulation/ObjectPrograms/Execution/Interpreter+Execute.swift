import Programs
import ReferenceCounting
import TraceModel

/// The loop over instructions.
extension Interpreter {
    /// Runs a piece of code whose names stand on the stack from `base` on.
    ///
    /// - Returns: its result, held as a temporary of the frame that was current before.
    mutating func execute(_ index: Int, base: Int, owner: OwnerID) throws -> Value {
        let caller = frame
        let call = heap.site
        frame = owner
        defer { frame = caller }
        let code = program.codes[index]
        do {
            if code.freeCount > 0 || !code.cells.isEmpty { try makeCells(code, index, base: base) }
            let result = try loop(layouts[index], base: base)
            heap.move(result, from: owner, .temporary, to: caller, .temporary)
            if code.isFunction, !code.isComprehension { heap.enterReturn(to: call) }
            try leave(code, index, base: base)
            return result
        } catch {
            abandon(code, index, base: base)
            throw error
        }
    }

    /// Lets a frame's names go, first to last.
    private mutating func leave(_ code: Code, _ index: Int, base: Int) throws {
        if heap.hasClearings { try clear(heap.clearingsDue(ending: frame)) }
        for place in 0..<code.locals.count where stack[base + place].tag == .strong {
            let value = stack[base + place]
            stack[base + place] = .empty
            heap.release(value, by: frame, layouts[index].fields[place])
            if heap.pendingCall != nil { try service() }
        }
        top = base
    }

    /// Leaves a frame by an exception: its temporaries go at once, its names when the exception is done with.
    private mutating func abandon(_ code: Code, _ index: Int, base: Int) {
        let firstTemporary = base + code.locals.count
        while top > firstTemporary { try? popAndDrop() }
        var names: [(FieldID, Value)] = []
        for place in 0..<code.locals.count where base + place < top && stack[base + place].tag == .strong {
            names.append((layouts[index].fields[place], stack[base + place]))
        }
        abandoned.append(AbandonedFrame(owner: frame, names: names))
        top = base
    }

    @inline(__always)
    private mutating func loop(_ layout: CodeLayout, base: Int) throws -> Value {
        let instructions = layout.instructions
        var next = instructions
        while true {
            let instruction = next.pointee
            next += 1
            heap.site = instruction.site
            let argument = Int(instruction.argument)
            switch instruction.operation {
            case .statement:
                if heap.isInterruptedBetweenStatements { try interrupt(beginning: instruction.site) }
                try heap.beginStatement(instruction.site, depth: argument + callDepth, frame: frame)
            case .endIteration:
                iterations += 1
                heap.endIteration(iterations)
                memory?.endIteration(iterations)
            case .step: try heap.step()
            case .loadConstant:
                push(constants[argument])
            case .loadLocal:
                let value = stack[base + argument]
                if value.tag == .empty { throw unboundLocal(layout, argument) }
                pushRetained(value)
            case .storeLocal:
                try storeLocal(base + argument, field: layout.fields[argument])
            case .deleteLocal:
                if stack[base + argument].tag == .empty { throw unboundLocal(layout, argument) }
                let old = stack[base + argument]
                stack[base + argument] = .empty
                heap.release(old, by: frame, layout.fields[argument])
                try service()
            case .loadGlobal: try loadGlobal(argument)
            case .storeGlobal: try storeGlobal(argument)
            case .deleteGlobal: try deleteGlobal(argument)
            case .loadCell: try loadCell(stack[base + argument], layout, argument)
            case .storeCell: try storeCell(stack[base + argument])
            case .deleteCell: try deleteCell(stack[base + argument], layout, argument)
            case .loadClosure: pushRetained(stack[base + argument])
            case .loadClassName: try loadClassName(argument, of: layout.owner)
            case .storeClassName: try storeClassName(argument, of: layout.owner)
            case .deleteClassName: try deleteClassName(argument, of: layout.owner)
            case .loadAttribute: try loadAttribute(argument)
            case .storeAttribute: try storeAttribute(argument)
            case .deleteAttribute: try deleteAttribute(argument)
            case .loadMethod: try loadMethod(argument)
            case .checkReceiver:
                try checkCallFromC()
                let receiver = stack[base + argument]
                let isCell = receiver.handle.map { heap.kind(of: $0) == .cell } ?? false
                let content = isCell ? receiver.handle.map { heap.element(0, of: $0) } ?? .empty : receiver
                if content.tag == .empty { throw Stop.raised("RuntimeError", "super(): arg[0] deleted") }
            case .loadSuper: try loadSuper(argument, owner: layout.owner)
            case .loadElement: try loadElement()
            case .storeElement: try storeElement()
            case .deleteElement: try deleteElement()
            case .loadSlice: try loadSlice()
            case .storeSlice: try storeSlice()
            case .deleteSlice: try deleteSlice()
            case .pop: try popAndDrop()
            case .copyTop: pushRetained(stack[top - 1])
            case .copyTwo:
                pushRetained(stack[top - 2])
                pushRetained(stack[top - 2])
            case .copyOver: pushRetained(stack[top - 2])
            case .swap: exchange(top - 1, top - 2)
            case .reverseThree: exchange(top - 1, top - 3)
            case .rotateThree:
                exchange(top - 1, top - 2)
                exchange(top - 2, top - 3)
            case .buildList: buildSequence(argument, StandardType.list)
            case .buildTuple: buildSequence(argument, StandardType.tuple)
            case .buildConstantTuple:
                buildSequence(argument, StandardType.tuple)
                if let handle = stack[top - 1].handle { heap.setTracked(false, handle) }
            case .buildClosure: try buildClosure(argument)
            case .buildDict: try buildDict(argument)
            case .buildString: try buildString(argument)
            case .formatValue: try formatValue()
            case .unpack: try unpack(argument)
            case .binary: try binary(BinaryOperator.allCases[argument], inPlace: false)
            case .inPlace: try binary(BinaryOperator.allCases[argument], inPlace: true)
            case .negate: try negate()
            case .positive: try positive()
            case .not:
                let value = try truth(stack[top - 1])
                try popAndDrop()
                push(Value(!value))
            case .compare: try compare(Compiler.comparison(argument))
            case .jump:
                next = instructions + argument
                if heap.isCollectionDue { try collectDue() }
            case .jumpIfFalse:
                if try !popTruth() { next = instructions + argument }
            case .jumpIfTrue:
                if try popTruth() { next = instructions + argument }
            case .jumpIfFalseOrPop:
                if try truth(stack[top - 1]) { try popAndDrop() } else { next = instructions + argument }
            case .jumpIfTrueOrPop:
                if try truth(stack[top - 1]) { next = instructions + argument } else { try popAndDrop() }
            case .getIterator: try getIterator()
            case .forIterator:
                if heap.hasClearings { try clear(heap.clearingsDue(ending: frame)) }
                if try !advanceIterator() {
                    try popAndDrop()
                    next = instructions + argument
                }
            case .pushHole: push(.empty)
            case .call:
                try call(arguments: argument, keywords: [])
                if heap.isCollectionDue { try collectDue() }
            case .callShape:
                let shape = program.callShapes[argument]
                try call(arguments: shape.positional + shape.keywords.count, keywords: shape.keywords)
            case .callStarred: try callStarred(keywords: program.callShapes[argument].keywords)
            case .appendToList: try appendToList(argument)
            case .extendList: try extendList()
            case .listToTuple: try listToTuple()
            case .makeFunction: makeFunction(argument)
            case .makeClass: try makeClass(argument)
            case .importModule: push(Value(tag: .module, bits: UInt64(argument)))
            case .returnValue: return pop()
            case .raise: throw try raised()
            }
        }
    }

    /// What a replay adds between two statements: a collection, or clearings.
    private mutating func interrupt(beginning site: SiteID) throws {
        heap.collectBetweenStatements()
        try service()
        if heap.hasClearings { try clear(heap.clearingsDue(beginning: site, frame: frame)) }
    }

    private mutating func clear(_ clearings: [Clearing]) throws {
        for clearing in clearings {
            heap.clear(clearing, frame: frame)
            try service()
        }
    }

    /// Runs the collection that is due: CPython does so between instructions, after calls and in loops.
    private mutating func collectDue() throws {
        heap.collectDue()
        try service()
    }

    @inline(__always)
    private mutating func exchange(_ first: Int, _ second: Int) {
        let value = stack[first]
        stack[first] = stack[second]
        stack[second] = value
    }

    @inline(__always)
    private mutating func popTruth() throws -> Bool {
        let value = stack[top - 1]
        if value.tag == .boolean {
            top -= 1
            return value.bits != 0
        }
        let result = try truth(value)
        try popAndDrop()
        return result
    }
}
