import Programs
import ReferenceCounting
import TraceModel

/// Which of a function's two methods.
enum Direction {
    case forward
    case backward
}

extension Dezero {
    /// `function.forward(*arguments)` or `function.backward(*arguments)`, in a frame of its own.
    ///
    /// - Returns: an array, or a tuple of them where there are several; a temporary.
    mutating func run(_ function: any Function, _ direction: Direction, on arguments: Handle) throws -> Handle {
        let caller = execution.enterCall()
        do {
            execution.lend(function.object, as: vocabulary.locals.itself)
            let arrays = lendArrays(of: arguments, direction)
            let results =
                switch direction {
                case .forward: try function.forward(arrays, in: &self)
                case .backward: try function.backward(arrays, in: &self)
                }
            let result = packed(results)
            execution.leaveCall(to: caller, returning: result)
            return result
        } catch {
            execution.leaveCall(to: caller, returning: nil)
            throw error
        }
    }

    private mutating func lendArrays(of container: Handle, _ direction: Direction) -> Arrays {
        var arrays = Arrays()
        let count = execution.heap.slotCount(of: container)
        for position in 0..<count {
            guard let object = execution.heap.slot(position, of: container).handle else { continue }
            let name =
                switch direction {
                case .forward: argumentNames.name(position, of: count, in: &execution.heap)
                case .backward: gradientNames.name(position, of: count, in: &execution.heap)
                }
            execution.lend(object, as: name)
            arrays.append(NDArray(object: object))
        }
        return arrays
    }

    /// What `return` makes of a function's results: one as it is, several as a tuple.
    private mutating func packed(_ results: Arrays) -> Handle {
        if results.count == 1 { return execution.own(results[0].object) }
        let tuple = execution.makeContainer(StandardType.tuple, count: results.count)
        for result in results { execution.append(result.object, to: tuple) }
        return tuple
    }

    /// `(object,)`.
    mutating func tuple(of object: Handle) -> Handle {
        let tuple = execution.makeContainer(StandardType.tuple, count: 1)
        execution.append(execution.hold(object), to: tuple)
        return tuple
    }
}
