import Dezero
import Foundation
import Programs
import ReferenceCounting
import Testing
import TraceModel

struct BackwardTests {
    @Test func `a graph that branches has the gradient 64, not the 96 of the seed's stack`() throws {
        var gradient: [Double] = []
        _ = try Recording { dezero in
            try branch(&dezero)
            try dezero.statement("y.backward()") { try $0[$0.name("y")].backward(in: &$0) }
            try dezero.statement("x.grad") { gradient = try gradientNumbers(of: "x", &$0) }
        }
        #expect(gradient == [64])
    }

    @Test func `ten doublings visit ten functions and give 1024`() throws {
        var gradient: [Double] = []
        let run = try Recording { dezero in
            let (x, t) = (dezero.name("x"), dezero.name("t"))
            try dezero.statement("x = Variable(np.array(1.0))") { try $0.bind(x, to: $0.variable(1)) }
            try dezero.statement("t = x") { try $0.bind(t, to: $0[x]) }
            for _ in 0..<10 {
                try dezero.statement("t = add(t, t)") { try $0.bind(t, to: $0.add($0[t], $0[t])) }
            }
            try dezero.statement("t.backward()") { try $0[t].backward(in: &$0) }
            try dezero.statement("x.grad") { gradient = try gradientNumbers(of: "x", &$0) }
        }
        #expect(gradient == [1024])
        #expect(run.statements("gxs = f.backward(*gys)") == 10)
    }

    /// y1 = square(a), y2 = square(a) with a = square(x), x = 2: each alone has the gradient 32.
    @Test(arguments: [(true, [96.0]), (false, [64.0])])
    func `two ends over one intermediate add up wrongly unless its gradient is cleared`(
        retainGrad: Bool, expected: [Double]
    ) throws {
        var (gradient, between): ([Double], [Double]) = ([], [])
        _ = try Recording { dezero in
            let (x, a) = (dezero.name("x"), dezero.name("a"))
            try dezero.statement("x = Variable(np.array(2.0))") { try $0.bind(x, to: $0.variable(2)) }
            try dezero.statement("a = square(x)") { try $0.bind(a, to: $0.square($0[x])) }
            for name in ["y1", "y2"] {
                let y = dezero.name(name)
                try dezero.statement("\(name) = square(a)") { try $0.bind(y, to: $0.square($0[a])) }
            }
            for name in ["y1", "y2"] {
                let y = dezero.name(name)
                try dezero.statement("\(name).backward()") { try $0[y].backward(in: &$0, retainGrad: retainGrad) }
            }
            try dezero.statement("x.grad") { gradient = try gradientNumbers(of: "x", &$0) }
            try dezero.statement("a.grad") { between = try gradientNumbers(of: "a", &$0) }
        }
        #expect(gradient == expected)
        #expect(between.isEmpty == !retainGrad)
    }

    @Test func `a second backward adds to the gradient, and cleargrad starts anew`() throws {
        var gradients: [[Double]] = []
        _ = try Recording { dezero in
            let (x, y) = (dezero.name("x"), dezero.name("y"))
            try dezero.statement("x = Variable(np.array(3.0))") { try $0.bind(x, to: $0.variable(3)) }
            for clears in [false, false, true] {
                if clears { try dezero.statement("x.cleargrad()") { try $0[x].cleargrad(in: &$0) } }
                try dezero.statement("y = add(x, x)") { try $0.bind(y, to: $0.add($0[x], $0[x])) }
                try dezero.statement("y.backward()") { try $0[y].backward(in: &$0) }
                try dezero.statement("x.grad") { gradients.append(try gradientNumbers(of: "x", &$0)) }
            }
        }
        #expect(gradients == [[2], [4], [2]])
    }

    @Test func `add hands one array to both inputs, and adding to it makes another`() throws {
        var same = false
        var shared: [Double] = []
        _ = try Recording { dezero in
            let names = ["x0", "x1", "y"].map { dezero.name($0) }
            try dezero.statement("x0 = Variable(np.array(1.0))") { try $0.bind(names[0], to: $0.variable(1)) }
            try dezero.statement("x1 = Variable(np.array(1.0))") { try $0.bind(names[1], to: $0.variable(1)) }
            try dezero.statement("y = add(x0, x1)") { try $0.bind(names[2], to: $0.add($0[names[0]], $0[names[1]])) }
            try dezero.statement("y.backward()") { try $0[names[2]].backward(in: &$0) }
            try dezero.statement("x0.grad is x1.grad") { dezero in
                let left = try dezero[names[0]].grad(in: &dezero)
                same = try dezero[names[1]].grad(in: &dezero) == left
            }
            try dezero.statement("y = add(x0, x0)") { try $0.bind(names[2], to: $0.add($0[names[0]], $0[names[0]])) }
            try dezero.statement("y.backward()") { try $0[names[2]].backward(in: &$0) }
            try dezero.statement("x1.grad") { shared = try gradientNumbers(of: "x1", &$0) }
        }
        #expect(same)
        #expect(shared == [1])
    }

    @Test func `a generation is one more than the greatest of the inputs`() throws {
        var generations: [Int] = []
        _ = try Recording { dezero in
            try branch(&dezero)
            try dezero.statement("generations") { dezero in
                for name in ["x", "a", "y"] {
                    generations.append(try dezero[dezero.name(name)].generation(in: dezero))
                }
            }
        }
        #expect(generations == [0, 1, 3])
    }

    @Test func `a vector's gradient is the scalar's, number by number`() throws {
        var gradient: [Double] = []
        _ = try Recording { dezero in
            let (x, y) = (dezero.name("x"), dezero.name("y"))
            try dezero.statement("x = Variable(np.array([1.0, 2.0, 3.0]))") {
                try $0.bind(x, to: $0.variable([1, 2, 3]))
            }
            try dezero.statement("y = square(x)") { try $0.bind(y, to: $0.square($0[x])) }
            try dezero.statement("y.backward()") { try $0[y].backward(in: &$0) }
            try dezero.statement("x.grad") { gradient = try gradientNumbers(of: "x", &$0) }
        }
        #expect(gradient == [2, 4, 6])
    }

    @Test func `arrays of different shapes are refused by name`() throws {
        let run = try Recording { dezero in
            try dezero.statement("add(x, y)") { dezero in
                _ = try dezero.add(dezero.variable([1, 2]), dezero.variable([1, 2, 3]))
            }
        }
        #expect(run.failure == .shapeMismatch("(2,)", "(3,)"))
        #expect(run.replay.counts[.programEnd] == [:])
    }

    @Test func `a name that is not bound is an error that says which`() throws {
        let run = try Recording { dezero in
            try dezero.statement("square(z)") { _ = try $0.square($0[$0.name("z")]) }
        }
        #expect(run.failure == .unboundName("z"))
    }
}
