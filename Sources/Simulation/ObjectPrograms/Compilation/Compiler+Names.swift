/// Loading, storing and deleting names.
extension Compiler {
    enum Access { case load, store, delete }

    mutating func access(_ name: String, _ access: Access, at position: Position) {
        switch unit.scope?.place(name) {
        case .local:
            let operations: [Access: Instruction.Operation] = [
                .load: .loadLocal, .store: .storeLocal, .delete: .deleteLocal,
            ]
            emit(operations[access] ?? .loadLocal, local(name), at: position)
        case .cell, .free:
            let operations: [Access: Instruction.Operation] = [
                .load: .loadCell, .store: .storeCell, .delete: .deleteCell,
            ]
            let instruction = emit(operations[access] ?? .loadCell, at: position)
            unit.cellPatches.append((instruction, name))
        case .global:
            emitGlobal(name, access, at: position)
        case nil where unit.isClassBody:
            let operations: [Access: Instruction.Operation] = [
                .load: .loadClassName, .store: .storeClassName, .delete: .deleteClassName,
            ]
            // Both tables are entered, so that a class body can fall back on the module's names.
            _ = global(name)
            emit(operations[access] ?? .loadClassName, self.name(name), at: position)
        case nil:
            emitGlobal(name, access, at: position)
        }
    }

    /// Emits the test that a method's receiver is still there, as `super()` makes it.
    mutating func checkReceiver(_ name: String, at position: Position) {
        if unit.scope?.place(name) == .local {
            emit(.checkReceiver, local(name), at: position)
        } else {
            unit.cellPatches.append((emit(.checkReceiver, at: position), name))
        }
    }

    private mutating func emitGlobal(_ name: String, _ access: Access, at position: Position) {
        switch access {
        case .load: emit(.loadGlobal, global(name), at: position)
        case .store: emit(.storeGlobal, global(name), at: position)
        case .delete: emit(.deleteGlobal, global(name), at: position)
        }
    }

    /// Stores the newest value of the stack.
    mutating func store(in target: Expression) {
        switch target.kind {
        case .name(let name):
            access(name, .store, at: target.position)
        case .attribute(let base, let field):
            compile(base)
            emit(.storeAttribute, name(field), at: target.position)
        case .element(let base, let index):
            compile(base)
            if case .slice(let from, let to, let step) = index.kind {
                compileSliceParts(from, to, step, at: index.position)
                emit(.storeSlice, at: target.position)
            } else {
                compile(index)
                emit(.storeElement, at: target.position)
            }
        case .tuple(let parts), .list(let parts):
            emit(.unpack, parts.count, at: target.position)
            for part in parts { store(in: part) }
        default:
            refusals.note(
                .mistake(target.position, "this cannot be assigned to", instead: "give a name, field or item"))
        }
    }

    mutating func delete(_ target: Expression) {
        switch target.kind {
        case .name(let name):
            access(name, .delete, at: target.position)
        case .attribute(let base, let field):
            compile(base)
            emit(.deleteAttribute, name(field), at: target.position)
        case .element(let base, let index):
            compile(base)
            if case .slice(let from, let to, let step) = index.kind {
                compileSliceParts(from, to, step, at: index.position)
                emit(.deleteSlice, at: target.position)
            } else {
                compile(index)
                emit(.deleteElement, at: target.position)
            }
        default:
            refusals.note(.mistake(target.position, "this cannot be deleted", instead: "delete a name, field or item"))
        }
    }

    mutating func compileSliceParts(
        _ from: Expression?, _ to: Expression?, _ step: Expression?, at position: Position
    ) {
        for part in [from, to, step] {
            if let part { compile(part) } else { emit(.loadConstant, constant(.none), at: position) }
        }
    }
}
