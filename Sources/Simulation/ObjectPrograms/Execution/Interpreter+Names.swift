import ReferenceCounting
import TraceModel

/// Names of frames, cells and the module.
extension Interpreter {
    func unboundLocal(_ layout: CodeLayout, _ place: Int) -> Stop {
        let name = program.codes[layout.index].locals[place]
        return .raised(
            "UnboundLocalError", "cannot access local variable '\(name)' where it is not associated with a value")
    }

    @inline(__always)
    mutating func storeLocal(_ place: Int, field: FieldID) throws {
        let value = pop()
        heap.move(value, from: frame, .temporary, to: frame, field)
        let old = stack[place]
        stack[place] = value
        if old.tag == .strong {
            heap.release(old, by: frame, field)
            if heap.pendingCall != nil { try service() }
        }
    }

    // MARK: The module's names

    @inline(__always)
    mutating func loadGlobal(_ index: Int) throws {
        let value = globals[index].value
        if value.tag != .empty {
            pushRetained(value)
        } else if globals[index].fallback.tag != .empty {
            push(globals[index].fallback)
        } else if NameCensus.pythonBuiltIns.contains(program.globals[index]) {
            throw Stop.unsupported(
                "the built-in '\(program.globals[index])'", instead: Remedies.builtIn(program.globals[index]))
        } else {
            throw Stop.nameError("name '\(program.globals[index])' is not defined")
        }
    }

    @inline(__always)
    mutating func storeGlobal(_ index: Int) throws {
        let value = pop()
        let field = globals[index].field
        heap.move(value, from: frame, .temporary, to: .module, field)
        let old = globals[index].value
        globals[index].value = value
        if globals[index].order == 0 {
            bindings += 1
            globals[index].order = bindings
        }
        if old.tag == .strong {
            heap.release(old, by: .module, field)
            if heap.pendingCall != nil { try service() }
        }
    }

    mutating func deleteGlobal(_ index: Int) throws {
        let old = globals[index].value
        guard old.tag != .empty else {
            throw Stop.nameError("name '\(program.globals[index])' is not defined")
        }
        globals[index].value = .empty
        globals[index].order = 0
        heap.release(old, by: .module, globals[index].field)
        try service()
    }

    // MARK: Cells

    /// Makes the frame's own cells, and takes those of its closure over.
    mutating func makeCells(_ code: Code, _ index: Int, base: Int) throws {
        for place in code.cells {
            let cell = heap.allocate(StandardType.cell, kind: .cell, bytes: ObjectSizes.cell, capacity: 1)
            let field = layouts[index].fields[place]
            heap.retain(cell, by: frame, .temporary)
            let content = stack[base + place]
            heap.move(content, from: frame, field, to: frame, .temporary)
            heap.appendSlot(content, field: field, to: cell, movedFrom: frame)
            heap.move(cell, from: frame, .temporary, to: frame, field)
            stack[base + place] = Value(cell)
        }
        guard code.freeCount > 0, let function = runningFunction?.handle,
            let closure = heap.slot(2, of: function).handle
        else { return }
        let first = code.locals.count - code.freeCount
        for number in 0..<code.freeCount {
            let cell = heap.slot(number, of: closure)
            heap.retain(cell, by: frame, layouts[index].fields[first + number])
            stack[base + first + number] = cell
        }
    }

    mutating func loadCell(_ cell: Value, _ layout: CodeLayout, _ place: Int) throws {
        guard let handle = cell.handle else { throw unboundLocal(layout, place) }
        let content = heap.element(0, of: handle)
        guard content.tag != .empty else { throw unboundCell(layout, place) }
        push(take(content))
    }

    mutating func storeCell(_ cell: Value) throws {
        let value = pop()
        guard let handle = cell.handle else { return }
        for _ in 0..<heap.followerCount(of: handle) { try deferWeakCalls(for: value) }
        heap.setCell(handle, to: value, movedFrom: frame)
        try service()
    }

    mutating func deleteCell(_ cell: Value, _ layout: CodeLayout, _ place: Int) throws {
        guard let handle = cell.handle, heap.slot(0, of: handle).tag != .empty else { throw unboundCell(layout, place) }
        heap.clearCell(handle)
        try service()
    }

    private func unboundCell(_ layout: CodeLayout, _ place: Int) -> Stop {
        let code = program.codes[layout.index]
        guard place >= code.locals.count - code.freeCount else { return unboundLocal(layout, place) }
        return .nameError(
            "cannot access free variable '\(code.locals[place])' where it is not associated with a value in enclosing scope"
        )
    }

    // MARK: Names of a class body

    mutating func loadClassName(_ name: Int, of index: Int) throws {
        if let attribute = classes[index].attributes.first(where: { $0.name == name }) {
            pushRetained(attribute.value)
        } else if let global = program.globals.firstIndex(of: program.names[name]) {
            try loadGlobal(global)
        }
    }

    mutating func storeClassName(_ name: Int, of index: Int) throws {
        try setClassAttribute(name, of: index)
    }

    mutating func deleteClassName(_ name: Int, of index: Int) throws {
        guard try removeClassAttribute(name, of: index) else {
            throw Stop.nameError("name '\(program.names[name])' is not defined")
        }
    }

    /// Binds an attribute of a class to the newest value of the stack.
    mutating func setClassAttribute(_ name: Int, of index: Int) throws {
        let value = pop()
        let owner = classes[index].owner
        for place in classes.indices { classes[place].found.removeAll(keepingCapacity: true) }
        if let place = classes[index].attributes.firstIndex(where: { $0.name == name }) {
            let old = classes[index].attributes[place]
            heap.move(value, from: frame, .temporary, to: owner, old.field)
            classes[index].attributes[place].value = value
            heap.release(old.value, by: owner, old.field)
            try service()
        } else {
            let text = program.names[name]
            let field = heap.defineField(
                text, declaringType: classes[index].type, isWeak: isWeak(text, ofClass: index))
            heap.move(value, from: frame, .temporary, to: owner, field)
            classes[index].attributes.append(RuntimeClass.Attribute(name: name, field: field, value: value))
        }
    }

    /// Unbinds an attribute of a class; false where it is not bound there.
    mutating func removeClassAttribute(_ name: Int, of index: Int) throws -> Bool {
        guard let place = classes[index].attributes.firstIndex(where: { $0.name == name }) else { return false }
        for place in classes.indices { classes[place].found.removeAll(keepingCapacity: true) }
        let old = classes[index].attributes.remove(at: place)
        heap.release(old.value, by: classes[index].owner, old.field)
        try service()
        return true
    }
}
