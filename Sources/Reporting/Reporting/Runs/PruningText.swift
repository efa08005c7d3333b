/// What was pruned, for people.
public struct PruningText: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ pruning: Pruning, to output: inout some TextOutputStream) {
        let freed = pruning.bytesBefore - pruning.bytesAfter
        output.write("Deleted \(Wording.count(pruning.deleted.count, "run")), kept \(Wording.number(pruning.kept)). ")
        if freed > 0 {
            output.write(
                "The file gave back \(Wording.count(freed, "byte")) and has \(Wording.number(pruning.bytesAfter)).\n")
        } else if pruning.deleted.isEmpty {
            output.write("The file has \(Wording.count(pruning.bytesAfter, "byte")).\n")
        } else {
            output.write(
                "The file has \(Wording.count(pruning.bytesAfter, "byte")), as before: pages that are in part used stay, "
                    + "and none is given back as long as another program reads it.\n")
        }
    }
}
