// What watching costs a Swift program, measured by itself: the processor time of its own threads, and its own memory.
//
//   objects allocations THREADS N   each thread makes and drops N objects
//   objects references N            N pairs of a retain and a release, of objects of the class Node
import Foundation

final class Node {
    var next: Node?
    var value = 0
}

@inline(never) func make(_ value: Int) -> Node {
    let node = Node()
    node.value = value
    return node
}

@inline(never) func keep(_ node: Node, in places: inout [Node?], at place: Int) { places[place] = node }

func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

let arguments = CommandLine.arguments.dropFirst(2).compactMap { Int($0) }
let count = arguments.last ?? 0
let begin = processorTime()
var done = count
if CommandLine.arguments[1] == "allocations" {
    let threads = arguments[0]
    done *= threads
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
        for value in 0..<count { _ = make(value) }
    }
} else {
    let nodes = (0..<64).map(make)
    var places = [Node?](repeating: nil, count: 8)
    for round in 0..<count { keep(nodes[round & 63], in: &places, at: round & 7) }
    done *= 2
}
let nanoseconds = (processorTime() - begin) / Double(max(done, 1)) * 1e9
let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }?.split(whereSeparator: \.isWhitespace)[1] ?? "0"
print("{\"nanoseconds\": \(nanoseconds), \"own memory\": \((Double(peak) ?? 0) / 1024)}")
