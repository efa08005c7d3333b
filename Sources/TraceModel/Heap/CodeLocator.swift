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

/// A line of the program's own sources that code was compiled from.
public struct CodePlace: Equatable, Sendable {
    /// The file, as the compiler was told of it.
    public var path: String
    /// The line, from 1.
    public var line: Int
    /// The function as people read it.
    public var function: String
    /// The text of the line; empty where the file is not there.
    public var statement: String

    /// Describes a place.
    public init(path: String, line: Int, function: String, statement: String) {
        self.path = path
        self.line = line
        self.function = function
        self.statement = statement
    }

    /// Whether a file lies in what a package manager fetched, and not in what the user writes.
    public static func isOfLibrary(_ path: String) -> Bool { path.contains("/checkouts/") }

    /// The file by its folder and its name, which tell a place in a package.
    public var file: String { path.split(separator: "/").suffix(2).joined(separator: "/") }
}

/// Finds the sources of code by its addresses.
public protocol CodeLocator {
    /// Finds the place of each call stack.
    ///
    /// - Parameters:
    ///   - stacks: return addresses, innermost first.
    ///   - images: the files that the addresses lie in.
    /// - Returns: the place of the innermost frame that is the program's own; nil where none is.
    func places(of stacks: [[UInt]], in images: [CodeImage]) -> [CodePlace?]

    /// The file of each address, also of code that the compiler made up; nil where that is not known.
    func files(of addresses: [UInt], in images: [CodeImage]) -> [String?]
}
