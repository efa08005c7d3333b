import TraceModel

extension StreamDecoder {
    /// Reads a record that belongs into a snapshot.
    func readInside(_ line: StreamLine) throws(StreamError) {
        switch line.word {
        case "obj": try readObject(line)
        case "ref": try readReferences(line, .strong)
        case "weak": try readReferences(line, .weak)
        case "may": try readReferences(line, .may)
        case "root": try readRoot(line)
        case "more": look?.more.append(try amount(line, columns: 3))
        case "alive":
            var amount = try amount(line, columns: 4)
            if line.text(3) != nil { amount.example = try object(line, 3) }
            look?.alive.append(amount)
        default: try readSame(line)
        }
    }

    private func readObject(_ line: StreamLine) throws(StreamError) {
        try line.limit(6)
        let type = try tables.type(line, 1)
        let id = try tables.define(line, 0, type: type)
        guard inLook.insert(id).inserted else { throw line.error("stands twice in the snapshot") }
        var object = LiveObject(
            id: id, kind: tables.kind(of: type), type: type, bytes: try line.requiredNumber(2),
            strongCount: try line.number(3))
        object.site = try tables.optionalSite(line, 4)
        object.ordinal = try line.number(5)
        look?.heap.objects.append(object)
    }

    private func readReferences(_ line: StreamLine, _ strength: Reference.Strength) throws(StreamError) {
        guard line.columns.count >= 3, line.columns.count % 2 == 1 else {
            throw line.error("has no pairs of a field and an object")
        }
        let owner = line.text(0) == "?" ? OwnerID.unknown : OwnerID(try object(line, 0))
        for place in stride(from: 1, to: line.columns.count, by: 2) {
            let field = try tables.optionalField(line, place)
            look?.heap.references.append(
                Reference(owner: owner, field: field, owned: try object(line, place + 1), strength))
        }
    }

    private func readRoot(_ line: StreamLine) throws(StreamError) {
        try line.limit(4)
        guard let kind = Look.Root.Kind(rawValue: try line.required(1)) else {
            throw line.error("is of an unknown kind")
        }
        look?.roots.append(
            Look.Root(object: try object(line, 0), kind: kind, name: line.text(2), place: line.text(3)))
    }

    private func readSame(_ line: StreamLine) throws(StreamError) {
        try line.limit(1)
        guard look?.same == nil, inLook.isEmpty else { throw line.error("does not stand first in the snapshot") }
        let mark = try line.requiredNumber(0)
        guard let objects = tables.objects(ofMark: mark) else { throw line.error("names no mark that is known") }
        look?.same = mark
        inSame = objects
    }

    private func amount(_ line: StreamLine, columns: Int) throws(StreamError) -> Look.Amount {
        try line.limit(columns)
        return Look.Amount(
            type: try tables.type(line, 0), count: try line.requiredNumber(1), bytes: try line.number(2))
    }

    private func object(_ line: StreamLine, _ place: Int) throws(StreamError) -> ObjectID {
        let number = try line.requiredNumber(place)
        let id = UInt32(exactly: number).map(ObjectID.init(rawValue:))
        guard let id, inLook.contains(id) || inSame.contains(id) else {
            throw line.error("names object \(number), which is not in the snapshot")
        }
        return id
    }
}
