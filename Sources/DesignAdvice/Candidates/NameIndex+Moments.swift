package import LeakAnalysis
package import TraceModel

extension NameIndex {
    /// A place in the source as a moment of the run; nil where the place is not known.
    func moment(_ site: SiteID, sequence: Int) -> Finding.Moment? {
        self.site(site).map {
            Finding.Moment(file: $0.file, line: $0.line, statement: $0.statement, seq: sequence)
        }
    }

    /// The moment of an event; nil where its place in the source is not known.
    package func moment(of sequence: Int, in trace: any Trace) -> Finding.Moment? {
        var found: Finding.Moment?
        try? trace.readEvents(from: sequence) { _, events in
            found = events.first.flatMap { moment($0.site, sequence: sequence) }
            return false
        }
        return found
    }

    /// The slot of a reference that an object of type `owner` holds in a named field.
    func slotName(owner: TypeID, field: FieldID) -> Slot? {
        guard field.rawValue > 0, let definition = self.field(field) else { return nil }
        return Slot(type: typeName(definition.declaringType ?? owner), field: definition.name)
    }
}
