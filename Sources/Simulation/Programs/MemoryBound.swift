import Foundation

/// How much memory a run may take, so that it ends before the machine's does.
public struct MemoryBound: Equatable, Sendable {
    /// The resident bytes of this process that a run may not exceed.
    public var bytes: Int

    /// A bound of so many bytes.
    public init(bytes: Int) { self.bytes = bytes }

    /// Half of what this process can have: of the machine's memory, of its control group's, or of its address space,
    /// whichever is the least.
    public static var standard: MemoryBound {
        let limits = [Int(clamping: ProcessInfo.processInfo.physicalMemory)] + ControlGroup.limits + addressSpace
        return MemoryBound(bytes: (limits.min() ?? .max) / 2)
    }

    /// Whether the process may take so many bytes more; true where the system does not say what it has.
    ///
    /// - Complexity: a few microseconds, for the system is asked.
    public func permits(taking more: Int = 0) -> Bool {
        guard let resident = ResidentMemory.bytes() else { return true }
        let (sum, overflow) = resident.addingReportingOverflow(more)
        return !overflow && sum <= bytes
    }

    /// The limit of `ulimit -v`, where there is one.
    private static var addressSpace: [Int] {
        guard let text = try? String(contentsOfFile: "/proc/self/limits", encoding: .utf8) else { return [] }
        let name = "Max address space"
        return text.split(separator: "\n").filter { $0.hasPrefix(name) }
            .compactMap { $0.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) } }
    }
}

/// The control groups that a process of Linux is in, whose memory may be less than the machine's.
enum ControlGroup {
    /// The limits of every group around this process, in bytes.
    static var limits: [Int] {
        guard let text = try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8) else { return [] }
        return places(text).flatMap { place in
            chain(place.group).compactMap { group in
                let path = "\(place.root)/\(group)/\(place.file)"
                return (try? String(contentsOfFile: path, encoding: .utf8)).flatMap(bytes)
            }
        }
    }

    /// Where the limits stand, after the lines of `/proc/self/cgroup`.
    static func places(_ text: String) -> [(root: String, group: String, file: String)] {
        text.split(separator: "\n").compactMap { line in
            // `0::/group` in the second version, `4:memory:/group` in the first.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return nil }
            if parts[0] == "0", parts[1].isEmpty { return ("/sys/fs/cgroup", String(parts[2]), "memory.max") }
            guard parts[1].split(separator: ",").contains("memory") else { return nil }
            return ("/sys/fs/cgroup/memory", String(parts[2]), "memory.limit_in_bytes")
        }
    }

    /// A group and those around it: `a/b`, `a` and the root.
    static func chain(_ group: String) -> [String] {
        let names = group.split(separator: "/")
        return (0...names.count).reversed().map { names[..<$0].joined(separator: "/") }
    }

    /// A limit; nil for `max`, which is none.
    static func bytes(_ text: String) -> Int? { Int(text.split(whereSeparator: \.isWhitespace).first ?? "") }
}
