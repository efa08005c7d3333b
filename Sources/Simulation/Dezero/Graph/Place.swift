import TraceModel

/// A statement of DeZero's own code that causes events.
///
/// Its text and its line stand where the statement is run; its site is defined when it first is.
enum Place: Int, CaseIterable {
    case newFunction
    case variableData
    case callXs, callYs, callYsTuple, callOutputs, callSetCreator, callInputs, callStoreOutputs, callReturn
    case setCreator
    case backwardSeed, backwardFunctions, backwardSeen, backwardFirst, backwardPop, backwardGys, backwardGxs
    case backwardGxsTuple, backwardZip, backwardFirstGradient, backwardMoreGradient, backwardAddFunction
    case backwardClear
    case cleargrad

    /// The function whose code the statement is.
    var function: String {
        switch self {
        case .newFunction: "Function.__call__"
        case .variableData: "Variable.__init__"
        case .callXs, .callYs, .callYsTuple, .callOutputs, .callSetCreator, .callInputs, .callStoreOutputs, .callReturn:
            "Function.__call__"
        case .setCreator: "Variable.set_creator"
        case .cleargrad: "Variable.cleargrad"
        default: "Variable.backward"
        }
    }
}
