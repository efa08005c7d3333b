/// A stream of random numbers that is the same in every run.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014) makes
/// the bits, the `Ziggurat` method the normal distribution.
public struct RandomNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The stream of a seed.
    public init(seed: UInt64) { state = seed }

    @inline(__always)
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from -1 up to 1, evenly distributed.
    @inline(__always)
    public mutating func uniform() -> Double { Double(Int64(bitPattern: next()) >> 10) * 0x1p-53 }

    /// Fills memory with numbers of mean 0 and standard deviation 1.
    ///
    /// - Complexity: a few nanoseconds a number.
    public mutating func fillNormal(_ memory: UnsafeMutableBufferPointer<Double>) {
        // A copy in registers: what the memory holds might be this state, for all that the compiler knows.
        var stream = self
        Ziggurat.shared.withLayers { layers in
            for index in memory.indices { memory[index] = layers.normal(from: &stream) }
        }
        self = stream
    }
}
