import Foundation

/// What a command's file is, as far as it matters for watching it.
public enum Executable: Equatable, Sendable {
    /// A Swift program that loads the standard library: one that can be watched.
    case swift
    /// A Swift program with the standard library inside.
    case staticSwift
    /// A file that runs as another user, into which the system preloads nothing.
    case setUser
    /// Everything else.
    case other

    /// Reads the file that a command names, as a shell would find it.
    public init(command: String) {
        if let path = Self.path(of: command) { self.init(path: path) } else { self = .other }
    }

    /// The file that a command names, as a shell would find it; nil where there is none.
    public static func path(of command: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let places = command.contains("/") ? [command] : folders.map { "\($0)/\(command)" }
        return places.first { path in
            var isFolder: ObjCBool = false
            return FileManager.default.isExecutableFile(atPath: path)
                && FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        }
    }

    /// Reads a file.
    init(path: String) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
        guard mode & 0o6000 == 0 else {
            self = .setUser
            return
        }
        let sections = (try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)).map(Self.sections)
        guard let sections, sections["swift5_types"] != nil || sections["swift5_type_metadata"] != nil else {
            self = .other
            return
        }
        let needed = sections[".dynstr"].map { $0.range(of: Data("libswiftCore.so".utf8)) != nil } ?? false
        self = needed ? .swift : .staticSwift
    }

    /// The sections of an ELF file of 64 bits, little end first, by their names; none of what is no such file.
    private static func sections(of file: Data) -> [String: Data] {
        func number(_ offset: Int, _ bytes: Int) -> Int? {
            guard offset >= 0, offset <= file.count - bytes else { return nil }
            return file[file.startIndex + offset..<file.startIndex + offset + bytes].reversed().reduce(0) {
                $0 &<< 8 | Int($1)
            }
        }
        func part(_ offset: Int?, _ size: Int?) -> Data? {
            guard let offset, let size, offset >= 0, size >= 0, offset <= file.count, size <= file.count - offset else {
                return nil
            }
            return file[file.startIndex + offset..<file.startIndex + offset + size]
        }
        guard file.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), let table = number(0x28, 8),
            let size = number(0x3A, 2), let count = number(0x3C, 2), let names = number(0x3E, 2), table >= 0,
            table < file.count
        else { return [:] }
        let headers = (0..<count).map { table + $0 * size }
        guard headers.indices.contains(names),
            let texts = part(number(headers[names] + 0x18, 8), number(headers[names] + 0x20, 8))
        else { return [:] }
        var found: [String: Data] = [:]
        for header in headers {
            guard let name = number(header, 4), name < texts.count,
                let content = part(number(header + 0x18, 8), number(header + 0x20, 8))
            else { continue }
            found[String(decoding: texts.dropFirst(name).prefix { $0 != 0 }, as: UTF8.self)] = content
        }
        return found
    }
}
