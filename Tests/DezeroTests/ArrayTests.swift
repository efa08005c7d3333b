import Dezero
import ReferenceCounting
import Testing
import TraceModel

/// Arrays as numpy has them.
struct ArrayTests {
    private func text(_ numbers: [Double], _ shape: ArrayShape? = nil) throws -> String {
        var text = ""
        _ = try Recording { dezero in
            try dezero.statement("str(x)") { dezero in
                text = dezero.description(of: try dezero.array(numbers, shape: shape ?? ArrayShape(numbers.count)))
            }
        }
        return text
    }

    /// What `str(np.array(...))` gives, numpy 1.26 and 2.
    @Test func `arrays print as numpy prints them`() throws {
        #expect(try text([3], []) == "3.0")
        #expect(try text([1, 2, 3]) == "[1. 2. 3.]")
        #expect(try text([1.5, -2.25, 1000]) == "[   1.5    -2.25 1000.  ]")
        #expect(try text([1e-5, 1]) == "[1.e-05 1.e+00]")
        #expect(try text([1, 2, 3, 4], [2, 2]) == "[[1. 2.]\n [3. 4.]]")
        #expect(try text([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]) == "[[[1. 2.]\n  [3. 4.]]\n\n [[5. 6.]\n  [7. 8.]]]")
        #expect(try text([1e9, 2]) == "[1.e+09 2.e+00]")
        #expect(try text([0.1, 0.25]) == "[0.1  0.25]")
        #expect(try text([1 / 3.0]) == "[0.33333333]")
        #expect(try text([0, 0]) == "[0. 0.]")
        #expect(try text([1, 1001]) == "[1.000e+00 1.001e+03]")
        #expect(try text([0.5, 1], [2, 1]) == "[[0.5]\n [1. ]]")
        #expect(try text([.nan, 1]) == "[nan  1.]")
        #expect(try text([]) == "[]")
    }

    @Test func `a variable knows its name and its array's shape`() throws {
        _ = try Recording { dezero in
            try dezero.statement("x = Variable(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))") { dezero in
                let x = try dezero.variable(dezero.array([1, 2, 3, 4, 5, 6], shape: [2, 3]))
                #expect(x.name(in: &dezero) == nil)
                try x.setName("inputs", in: &dezero)
                #expect(x.name(in: &dezero) == "inputs")
                #expect(try x.shape(in: &dezero) == [2, 3])
                #expect(try x.ndim(in: &dezero) == 2)
                #expect(try x.size(in: &dezero) == 6)
                #expect(try x.len(in: &dezero) == 2)
                #expect(try x.description(in: &dezero) == "variable([[1. 2. 3.]\n          [4. 5. 6.]])")
                let scalar = try dezero.variable(2)
                #expect(try scalar.ndim(in: &dezero) == 0)
                #expect(try scalar.size(in: &dezero) == 1)
                #expect(throws: DezeroError.noDimension(0, shape: "()")) { try scalar.len(in: &dezero) }
                #expect(try scalar.description(in: &dezero) == "variable(2.0)")
            }
        }
    }

    @Test func `a name is text and costs no reference`() throws {
        let run = try Recording { dezero in
            try dezero.assign("x", data: 1)
            try dezero.statement("x.name = 'x'") { try $0[$0.name("x")].setName("x", in: &$0) }
        }
        #expect(run.replay.counts[.programEnd] == ["Variable#1": 1])
        #expect(run.leaked == 0)
    }

    @Test(
        arguments: [
            ([2, 3], [3], [2, 3]), ([2, 1], [3], [2, 3]), ([], [4], [4]), ([1], [5], [5]),
            ([2, 1, 3], [4, 1], [2, 4, 3]),
        ] as [([Int], [Int], [Int])])
    func `shapes are broadcast as numpy does`(left: [Int], right: [Int], expected: [Int]) throws {
        _ = try Recording { dezero in
            try dezero.statement("left * right") { dezero in
                let shapes = try [left, right].map { try #require(ArrayShape($0)) }
                let arrays = try shapes.map { shape in
                    try dezero.array((0..<shape.size).map { Double($0 + 1) }, shape: shape)
                }
                let product = try dezero.map(arrays[0], arrays[1]) { 100 * $0 + $1 }
                #expect(Array(dezero.shape(of: product)) == expected)
                // The number at each position, from the rule itself.
                let size = expected.reduce(1, *)
                let numbers = (0..<size).map { place in
                    100 * number(at: place, of: expected, in: left) + number(at: place, of: expected, in: right)
                }
                #expect(dezero.numbers(of: product) == numbers)
            }
        }
    }

    /// The number, counted from 1, of an array of shape `own` that stands at a place of the broadcast shape.
    private func number(at place: Int, of shape: [Int], in own: [Int]) -> Double {
        var (rest, position) = (place, [Int](repeating: 0, count: shape.count))
        for dimension in shape.indices.reversed() {
            position[dimension] = rest % shape[dimension]
            rest /= shape[dimension]
        }
        var index = 0
        for (length, at) in zip(own, position.suffix(own.count)) { index = index * length + (length == 1 ? 0 : at) }
        return Double(index + 1)
    }

    @Test func `a shape has at most eight dimensions, none of them negative`() {
        #expect(ArrayShape([1, 2, 3, 4, 5, 6, 7, 8])?.size == 40_320)
        #expect(ArrayShape([1, 2, 3, 4, 5, 6, 7, 8, 9]) == nil)
        #expect(ArrayShape([2, -1]) == nil)
        #expect(ArrayShape([Int.max]) == nil)
        #expect("\(ArrayShape())" == "()")
        #expect("\(ArrayShape(3))" == "(3,)")
    }

    @Test func `arrays are memory that is used again, and a scalar's never shows what was there`() throws {
        var heap = SimulatedHeap()
        for number in 0..<100 {
            let shape: ArrayShape = number % 3 == 0 ? [number] : []
            let array = heap.allocateArray(shape: shape) { $0.initialize(repeating: Double(number)) }
            heap.retain(array, by: .module, .temporary)
            #expect(heap.elements(of: array).allSatisfy { $0 == Double(number) })
            #expect(heap.elements(of: array).count == shape.size)
            heap.release(array, by: .module, .temporary)
        }
        #expect(heap.liveBytes == 0)
    }
}
