import Foundation
import TraceModel

/// A Swift program that runs under watch, in whatever terminal, and can be looked at while it does.
public struct RunningProgram: Sendable {
    /// The number of its process.
    public let process: Int
    /// The file that it runs, by the last part of its path.
    public let name: String
    /// What it wrote down so far.
    public let stream: String
    private let place: String

    /// Those of this user, in the order of their processes.
    public static func all() -> [RunningProgram] {
        let files = FileManager.default
        let place = files.temporaryDirectory
        let folders = ((try? files.contentsOfDirectory(atPath: place.path)) ?? []).filter {
            $0.hasPrefix("dezero-trace-")
        }
        return folders.flatMap { folder -> [RunningProgram] in
            let folder = place.appending(path: folder)
            guard isOurs(folder.path) else { return [] }
            return ((try? files.contentsOfDirectory(atPath: folder.path)) ?? []).compactMap {
                RunningProgram(socket: folder.appending(path: $0))
            }
        }
        .sorted { $0.process < $1.process }
    }

    /// Whether nobody else can have put anything there: what lies in it is believed, and opened.
    private static func isOurs(_ folder: String) -> Bool {
        var status = stat()
        return lstat(folder, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == getuid()
            && status.st_mode & 0o077 == 0
    }

    private init?(socket: URL) {
        guard socket.pathExtension == "socket",
            let process = socket.lastPathComponent.split(separator: ".").first.flatMap({ Int($0) }),
            kill(pid_t(truncatingIfNeeded: process), 0) == 0
        else { return nil }
        self.process = process
        place = socket.path
        stream = socket.deletingPathExtension().appendingPathExtension("stream").path
        let file = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
        name = file.map { URL(fileURLWithPath: $0).lastPathComponent } ?? String(process)
    }

    /// Asks it to be looked at, and waits until that is written down.
    ///
    /// - Throws: `.inputOutput` where it does not answer, or could not be looked at.
    public func look() throws {
        guard try Self.ask(place) == "looked\n" else {
            throw TraceError(
                .inputOutput, "\(name) (process \(process)) could not be looked at",
                remedy: "it may be stopped, or about to end, or have closed what it was asked by; ask again")
        }
    }

    /// A look at millions of objects takes its time.
    private static let mostSeconds = 60

    /// Sends a request and returns the answer; empty where there is none.
    private static func ask(_ path: String) throws -> String {
        #if os(Linux)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return "" }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // A program that is stopped never answers.
        var patience = timeval(tv_sec: mostSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // The name of a socket has room for 107 letters: the folder is named by a descriptor.
        let place = URL(fileURLWithPath: path)
        let folder = open(place.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return "" }
        defer { close(folder) }
        let bytes = Array("/proc/self/fd/\(folder)/\(place.lastPathComponent)".utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return "" }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard isConnected == 0, (try? file.write(contentsOf: Data("look\n".utf8))) != nil else { return "" }
        return String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
        #else
        return ""
        #endif
    }
}
