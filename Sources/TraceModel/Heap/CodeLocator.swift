/// A file that a process was made of, as it stood in its memory.
public struct CodeImage: Equatable, Sendable {
    /// Where the file is.
    public var path: String
    /// What is added to the addresses in the file.
    public var begin: UInt
    /// Where its code ends.
    public var end: UInt

    /// Describes a file.
    public init(path: String, begin: UInt, end: UInt) {
        self.path = path
        self.begin = begin
        self.end = end
    }
}

/// Where code comes from.
public struct CodeOrigin: Equatable, Sendable {
    /// The place of the innermost frame that is the program's own; nil where none is.
    ///
    /// Its id is ``SiteID/none``.
    public var site: SiteDefinition?
    /// The file of the first frame, also of code that the compiler made up; nil where that is not known.
    public var path: String?

    /// Describes where code comes from.
    public init(site: SiteDefinition?, path: String?) {
        self.site = site
        self.path = path
    }

    /// Whether it comes from what a package manager fetched, and not from what the user writes.
    public var isOfLibrary: Bool { path?.contains("/checkouts/") ?? false }
}

/// Finds the sources of code by its addresses.
public protocol CodeLocator {
    /// Finds where call stacks come from.
    ///
    /// - Parameters:
    ///   - stacks: return addresses, innermost first.
    ///   - images: the files that the addresses lie in.
    /// - Returns: an answer a stack.
    func locate(_ stacks: [[UInt]], in images: [CodeImage]) -> [CodeOrigin]
}
