/// Which class owns which field: the highest whose own methods store it.
enum SlotOwners {
    /// The owner of `Type.field`, for every class and every field that it or a base of it stores in its methods.
    static func declared(by definitions: [ClassDefinition]) -> [String: String] {
        var classes: [String: ClassDefinition] = [:]
        for definition in definitions { classes[definition.name] = definition }
        var owners: [String: String] = [:]
        for definition in definitions {
            var current: ClassDefinition? = definition
            while let next = current {
                // A later, higher class takes the field over from a lower one.
                for field in ReceiverStores.fields(of: next) { owners["\(definition.name).\(field)"] = next.name }
                current = next.base.flatMap { classes[$0] }
            }
        }
        return owners
    }
}
