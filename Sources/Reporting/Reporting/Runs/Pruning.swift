/// What became of a database whose old runs were deleted.
public struct Pruning: Sendable {
    /// The numbers of the deleted runs, ascending.
    public var deleted: [Int]
    /// How many runs are left.
    public var kept: Int
    /// The file's size before, in bytes.
    public var bytesBefore: Int
    /// The file's size now, in bytes.
    public var bytesAfter: Int

    /// Collects the figures.
    public init(deleted: [Int], kept: Int, bytesBefore: Int, bytesAfter: Int) {
        self.deleted = deleted
        self.kept = kept
        self.bytesBefore = bytesBefore
        self.bytesAfter = bytesAfter
    }
}
