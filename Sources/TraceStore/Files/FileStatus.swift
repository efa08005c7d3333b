import Foundation

/// What stands at a path: a symbolic link is one, wherever it leads.
struct FileStatus {
    /// The kinds of files that are told apart.
    enum Kind {
        case nothing, file, folder, link, other
    }

    let kind: Kind
    /// The bytes of a file.
    let size: Int
    /// How many names a file has.
    let names: Int
    /// Which file it is, whatever its name.
    let identity: FileIdentity

    /// What stands at a path; what cannot be looked at counts as nothing, for opening it says why.
    init(at path: String) {
        var status = stat()
        let exists = lstat(path, &status) == 0
        self.init(status, exists: exists)
    }

    /// What a descriptor has open.
    init(of descriptor: Int32) {
        var status = stat()
        let exists = fstat(descriptor, &status) == 0
        self.init(status, exists: exists)
    }

    private init(_ status: stat, exists: Bool) {
        kind = exists ? Self.kind(of: status.st_mode & S_IFMT) : .nothing
        size = Int(clamping: status.st_size)
        names = Int(clamping: status.st_nlink)
        identity = FileIdentity(status)
    }

    private static func kind(of type: mode_t) -> Kind {
        switch type {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
    }

    /// Whether anything is there.
    var exists: Bool { kind != .nothing }

    /// Why what is there can be no file that only one program uses, as in "it is a folder"; nil where it can.
    var objection: String? {
        switch kind {
        case .nothing: nil
        case .file: names > 1 ? "it is another file's second name, a hard link" : nil
        case .folder: "it is a folder"
        case .link: "it is a symbolic link"
        case .other: "it is not a regular file"
        }
    }
}

/// Which file something is, under all of its names.
struct FileIdentity: Equatable {
    private let device: UInt64
    private let inode: UInt64

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
    }
}
