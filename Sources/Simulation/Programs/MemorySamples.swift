import Synchronization

/// The process's resident memory at the ends of a run's iterations.
///
/// Kept apart from the events, which are the same in every run: memory is not. However long a run is, a
/// bounded number of samples is kept, evenly spread.
public final class MemorySamples: Sendable {
    /// Memory at the end of one iteration.
    public struct Sample: Hashable, Sendable {
        /// The iteration's number, from 1.
        public var iteration: Int
        /// Resident bytes of the process.
        public var bytes: Int
    }

    private struct State {
        var samples: [Sample] = []
        /// Every how many iterations a sample is taken.
        var stride = 1
    }

    private let state = Mutex(State())
    private let capacity: Int

    /// No samples yet.
    ///
    /// - Parameter capacity: the most samples to keep; when they are full, every other one goes.
    public init(capacity: Int = 1024) { self.capacity = max(capacity, 2) }

    /// What was sampled so far, in the order of the iterations.
    public var samples: [Sample] { state.withLock { $0.samples } }

    /// Takes a sample if the iteration is one that is sampled.
    ///
    /// - Parameter number: the iteration that ended, from 1.
    /// - Complexity: a few microseconds where it takes one.
    public func endIteration(_ number: Int) {
        state.withLock { state in
            guard (number - 1) % state.stride == 0, let bytes = ResidentMemory.bytes() else { return }
            if state.samples.count == capacity {
                state.stride *= 2
                state.samples.removeAll { ($0.iteration - 1) % state.stride != 0 }
                guard (number - 1) % state.stride == 0 else { return }
            }
            state.samples.append(Sample(iteration: number, bytes: bytes))
        }
    }
}

extension MemorySamples: Equatable {
    /// Whether both are one and the same.
    public static func == (left: MemorySamples, right: MemorySamples) -> Bool { left === right }
}
