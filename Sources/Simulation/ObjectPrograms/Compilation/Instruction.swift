import TraceModel

/// One step of the machine: CPython 3.11's bytecode as far as it decides who holds what, and when.
struct Instruction: BitwiseCopyable {
    var operation: Operation
    /// What the operation says.
    var argument: Int32
    /// The place in the source that its events are attributed to.
    var site: SiteID

    enum Operation: UInt8, BitwiseCopyable {
        /// Begin a statement; the argument is its depth inside its function.
        case statement
        /// End one pass of the loop that iterations are counted by.
        case endIteration
        /// Count a pass of a comprehension or a call of a lambda, which have no statements.
        case step
        case loadConstant, loadLocal, storeLocal, deleteLocal
        case loadGlobal, storeGlobal, deleteGlobal
        case loadCell, storeCell, deleteCell
        /// Push the cell itself, to close over it.
        case loadClosure
        /// Names of a class body: its attributes, then the module's names.
        case loadClassName, storeClassName, deleteClassName
        case loadAttribute, storeAttribute, deleteAttribute
        /// Push a function and its receiver, or a hole and a callable.
        case loadMethod
        /// Throw where the receiver of a method was deleted.
        case checkReceiver
        /// Push a method of the base, bound to the receiver.
        case loadSuper
        case loadElement, storeElement, deleteElement
        case loadSlice, storeSlice, deleteSlice
        case pop
        case copyTop
        /// Push copies of the two newest values.
        case copyTwo
        /// Push a copy of the value below the newest.
        case copyOver
        case swap
        /// Exchange the newest value and the third.
        case reverseThree
        /// Put the newest value below the two before it.
        case rotateThree
        case buildList, buildTuple, buildDict, buildString
        /// Build a tuple that CPython keeps with the code.
        case buildConstantTuple
        /// Build the tuple of the cells that the function of a code closes over; the argument is the code.
        case buildClosure
        case formatValue
        case unpack
        case binary, inPlace
        case negate, positive, not
        case compare
        case jump, jumpIfFalse, jumpIfTrue, jumpIfFalseOrPop, jumpIfTrueOrPop
        case getIterator
        /// Push the next element, or pop the iterator and jump.
        case forIterator
        /// Push the hole below a callable that has no receiver.
        case pushHole
        /// Call with positional arguments.
        case call
        /// Call with keywords; the argument is a call shape.
        case callShape
        /// Call with a tuple of arguments, and keywords of a call shape.
        case callStarred
        case appendToList, extendList, listToTuple
        /// Make a function of the code; below it on the stack stand its defaults and closure, as the code says.
        case makeFunction
        case makeClass
        case importModule
        case returnValue
        case raise
    }
}

/// The keywords of a call.
struct CallShape {
    /// How many arguments are positional.
    var positional: Int
    /// The names of the others, in their order.
    var keywords: [String]
}
