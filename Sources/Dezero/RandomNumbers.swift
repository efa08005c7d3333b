import Foundation

/// A stream of random numbers that is the same on every machine and in every run.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014) makes
/// the bits, Marsaglia's polar method the normal distribution.
public struct RandomNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The stream of a seed.
    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from -1 up to 1, evenly distributed.
    public mutating func uniform() -> Double { Double(Int64(bitPattern: next()) >> 10) * 0x1p-53 }

    /// Fills memory with numbers of mean 0 and standard deviation 1.
    public mutating func fillNormal(_ memory: UnsafeMutableBufferPointer<Double>) {
        var index = 0
        while index < memory.count {
            let (u, v) = (uniform(), uniform())
            let square = u * u + v * v
            guard square > 0, square < 1 else { continue }
            let scale = (-2 * log(square) / square).squareRoot()
            memory[index] = u * scale
            if index + 1 < memory.count { memory[index + 1] = v * scale }
            index += 2
        }
    }
}
