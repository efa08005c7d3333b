import Foundation
import Testing

@testable import Programs

@Suite struct MemoryBoundTests {
    @Test func `a process has more than nothing, and less than all that there is`() {
        #expect(!MemoryBound(bytes: 0).permits())
        #expect(MemoryBound(bytes: .max).permits())
        #expect(!MemoryBound(bytes: .max).permits(taking: .max))
        #expect(!MemoryBound(bytes: 1 << 40).permits(taking: 1 << 41))
    }

    @Test func `the standard is half of the machine's memory at most`() {
        let bound = MemoryBound.standard
        #expect(bound.bytes > 0)
        #expect(bound.bytes <= Int(clamping: ProcessInfo.processInfo.physicalMemory) / 2)
    }

    /// What `/proc/self/cgroup` says in the second version, in the first, and in both.
    @Test(arguments: [
        ("0::/\n", ["/sys/fs/cgroup//memory.max"]),
        (
            "0::/user.slice/app.scope\n",
            ["user.slice/app.scope", "user.slice", ""].map { "/sys/fs/cgroup/\($0)/memory.max" }
        ),
        (
            "5:cpu,cpuacct:/a\n4:memory:/a\n1:name=systemd:/a\n",
            ["a", ""].map { "/sys/fs/cgroup/memory/\($0)/memory.limit_in_bytes" }
        ),
        ("nonsense\n4:cpu\n", []),
    ])
    func `the groups around a process are those that can limit it`(_ text: String, paths: [String]) {
        let places = ControlGroup.places(text).flatMap { place in
            ControlGroup.chain(place.group).map { "\(place.root)/\($0)/\(place.file)" }
        }
        #expect(places == paths)
    }

    @Test(arguments: [("1048576\n", 1_048_576), ("max\n", nil), ("", nil)] as [(String, Int?)])
    func `a group's limit is a number, or none`(_ text: String, bytes: Int?) {
        #expect(ControlGroup.bytes(text) == bytes)
    }
}
