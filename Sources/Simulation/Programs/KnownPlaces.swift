import TraceModel

/// The places of statements met so far.
///
/// Looked up once a statement, so nothing is hashed: a line has few statements.
struct KnownPlaces {
    private struct Place {
        var text: String
        var file: UnsafePointer<UInt8>
        var site: SiteID
        /// Another place on the same line; -1 for none.
        var next: Int
    }

    private var places: [Place] = []
    /// The newest place of each line; -1 for none.
    private var heads: [Int] = []

    /// The place of this text there, if it is known.
    func site(_ text: String, fileID: StaticString, line: Int) -> SiteID? {
        guard heads.indices.contains(line) else { return nil }
        var index = heads[line]
        while index >= 0 {
            if places[index].file == fileID.utf8Start, places[index].text == text { return places[index].site }
            index = places[index].next
        }
        return nil
    }

    mutating func add(_ site: SiteID, _ text: String, fileID: StaticString, line: Int) {
        guard line >= 0 else { return }
        while heads.count <= line { heads.append(-1) }
        places.append(Place(text: text, file: fileID.utf8Start, site: site, next: heads[line]))
        heads[line] = places.count - 1
    }
}
