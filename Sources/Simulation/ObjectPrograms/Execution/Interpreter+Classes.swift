import ReferenceCounting
import TraceModel

/// Classes: how one is defined, what it binds names to, and which fields its instances have.
extension Interpreter {
    /// Defines a class and runs its body.
    mutating func makeClass(_ index: Int) throws {
        let definition = program.classes[index]
        guard !classes.contains(where: { $0.name == definition.name }) else {
            throw Stop.unsupported("a second class named \(definition.name)", instead: "give it another name")
        }
        let hasFinalizer =
            definition.hasOwnFinalizer || definition.base.map { classes[$0].hasFinalizer } ?? false
        let type = heap.defineType(
            definition.name, base: definition.base.map { classes[$0].type }, hasFinalizer: hasFinalizer)
        classes.append(
            RuntimeClass(
                name: definition.name, base: definition.base, type: type, owner: heap.makeFrame(),
                hasFinalizer: hasFinalizer, storedFields: definition.storedFields))
        classOfType.append(index)
        for (name, text) in program.names.enumerated() where isWeak(text, ofClass: index) {
            _ = instanceField(name, ofClass: index)
        }
        let result = try execute(definition.body, base: top, owner: classes[index].owner)
        try drop(result)
        push(.programClass(index))
    }

    /// The class of an instance.
    @inline(__always)
    func classIndex(of handle: Handle) -> Int {
        classOfType[Int(heap.type(of: handle).rawValue) - StandardType.count - IteratorTypes.count - 1]
    }

    /// What a class or its bases bind a name to; empty where none does.
    mutating func attribute(_ name: String, ofClass index: Int) -> Value {
        guard let number = program.names.firstIndex(of: name) else { return .empty }
        return attribute(number, ofClass: index)
    }

    mutating func attribute(_ name: Int, ofClass index: Int) -> Value {
        if let known = classes[index].found[name] { return known }
        var result = Value.empty
        var current: Int? = index
        while let next = current {
            if let attribute = classes[next].attributes.first(where: { $0.name == name }) {
                result = attribute.value
                break
            }
            current = classes[next].base
        }
        classes[index].found[name] = result
        return result
    }

    /// The field that instances of a class keep under a name, defined at its first store.
    ///
    /// Its declaring type is the highest class whose own methods store the name, else the class that the
    /// design names, else the class itself.
    mutating func instanceField(_ name: Int, ofClass index: Int) -> FieldID {
        if let known = classes[index].fields[name] { return known }
        let text = program.names[name]
        var lineage = [index]
        while let base = classes[lineage[lineage.count - 1]].base { lineage.append(base) }
        let declaring =
            lineage.last { classes[$0].storedFields.contains(text) }
            ?? lineage.first { design.weakSlots.contains(Slot(type: classes[$0].name, field: text)) } ?? index
        let field = heap.defineField(
            text, declaringType: classes[declaring].type, isWeak: isWeak(text, ofClass: declaring))
        classes[index].fields[name] = field
        return field
    }

    /// Whether the design makes a field of a class weak; a slot covers subclasses.
    func isWeak(_ field: String, ofClass index: Int) -> Bool {
        guard !design.weakSlots.isEmpty else { return false }
        var current: Int? = index
        while let next = current {
            if design.weakSlots.contains(Slot(type: classes[next].name, field: field)) { return true }
            current = classes[next].base
        }
        return false
    }
}
