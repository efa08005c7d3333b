import Programs
public import ReferenceCounting
import TraceModel

/// A gradient from backward beside the same from central differences: (f(x + h) - f(x - h)) / 2h.
///
/// Of an output with several numbers it is their sum that is differentiated, as backward does.
public struct GradientCheck: Sendable {
    /// An input of the function under test: a named array of numbers.
    public struct Input: Sendable {
        /// The name that the formula uses.
        public var name: String
        /// Its numbers, the last dimension's side by side.
        public var numbers: [Double]
        /// Its shape.
        public var shape: ArrayShape

        /// A scalar.
        public init(_ name: String, _ number: Double) { self.init(name, [number], shape: []) }

        /// An array; a vector where no shape is given.
        public init(_ name: String, _ numbers: [Double], shape: ArrayShape? = nil) {
            self.name = name
            self.numbers = numbers
            self.shape = shape ?? ArrayShape(numbers.count)
        }
    }

    /// The gradient of every number of every input by backward, input by input.
    public private(set) var backward: [[Double]] = []
    /// The same by central differences.
    public private(set) var differences: [[Double]] = []

    /// The largest difference of two gradients of the same number, relative to the greater one or to 1.
    public var largestError: Double {
        zip(backward.joined(), differences.joined()).map { abs($0 - $1) / max(abs($0), abs($1), 1) }.max() ?? 0
    }

    /// Differentiates a formula, on heaps of its own.
    ///
    /// - Parameters:
    ///   - formula: what is differentiated; it names the inputs.
    ///   - inputs: where.
    ///   - step: h.
    /// - Throws: what the formula throws.
    public init(of formula: Formula, at inputs: [Input], step: Double = 1e-5) throws {
        try self.init(at: inputs, step: step) { try $0.evaluate(formula) }
    }

    /// Differentiates a function, on heaps of its own.
    ///
    /// - Parameters:
    ///   - inputs: where; `function` finds them under their names.
    ///   - step: h.
    ///   - function: what is differentiated.
    /// - Throws: what `function` throws.
    public init(
        at inputs: [Input], step: Double = 1e-5, function: (inout Dezero) throws -> Variable
    ) throws {
        backward = try Self.gradients(at: inputs, function)
        for (place, input) in inputs.enumerated() {
            var slopes: [Double] = []
            for index in input.numbers.indices {
                var (above, below) = (inputs, inputs)
                above[place].numbers[index] += step
                below[place].numbers[index] -= step
                slopes.append((try Self.total(at: above, function) - Self.total(at: below, function)) / (2 * step))
            }
            differences.append(slopes)
        }
    }

    private static func gradients(
        at inputs: [Input], _ function: (inout Dezero) throws -> Variable
    ) throws -> [[Double]] {
        var dezero = try bound(inputs)
        let result = dezero.name("the checked function's result")
        try dezero.statement("result = function()") { try $0.bind(result, to: function(&$0)) }
        try dezero.statement("result.backward()") { try $0[result].backward(in: &$0) }
        var gradients: [[Double]] = []
        for input in inputs {
            try dezero.statement("\(input.name).grad") { dezero in
                let gradient = try dezero[dezero.name(input.name)].grad(in: &dezero)
                // An input that the function does not use has no gradient.
                gradients.append(
                    gradient.map { dezero.numbers(of: $0) } ?? Array(repeating: 0, count: input.numbers.count))
            }
        }
        return gradients
    }

    private static func total(at inputs: [Input], _ function: (inout Dezero) throws -> Variable) throws -> Double {
        var dezero = try bound(inputs)
        var total = 0.0
        try dezero.statement("result = function()") { dezero in
            let result = try function(&dezero)
            total = dezero.numbers(of: try result.data(in: &dezero)).reduce(0, +)
        }
        return total
    }

    private static func bound(_ inputs: [Input]) throws -> Dezero {
        var dezero = Dezero(SimulatedHeap(), design: .weakref(Dezero.weakrefSlots))
        for input in inputs {
            try dezero.statement("\(input.name) = Variable(numbers)") { dezero in
                let data = try dezero.array(input.numbers, shape: input.shape)
                try dezero.bind(dezero.name(input.name), to: dezero.variable(data))
            }
        }
        return dezero
    }
}
