import Programs
public import ReferenceCounting
import TraceModel

/// A step of a calculation that can be gone back: a handle to its object on the heap.
///
/// Your own function says how to go forward and backward; see ``Square``.
public protocol Function: Sendable {
    /// The name of its class.
    static var name: String { get }
    /// The object on the heap.
    var object: Handle { get }
    /// Wraps an object of its type.
    init(object: Handle)

    /// Calculates the outputs from the inputs' data.
    func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays
    /// Calculates the inputs' gradients from the outputs' gradients.
    func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays
}

extension Function {
    public static var name: String { String(describing: Self.self) }

    /// `self.inputs[position]`, as a temporary.
    ///
    /// - Throws: ``DezeroError/deadReference(slot:owner:referent:diedAt:)``.
    public func input(_ position: Int, in dezero: inout Dezero) throws -> Variable {
        Variable(object: try dezero.load(element: position, ofSlot: dezero.vocabulary.inputs, of: object))
    }

    /// `self.outputs[position]`, as a temporary.
    ///
    /// - Throws: ``DezeroError/deadReference(slot:owner:referent:diedAt:)``.
    public func output(_ position: Int, in dezero: inout Dezero) throws -> Variable {
        Variable(object: try dezero.load(element: position, ofSlot: dezero.vocabulary.outputs, of: object))
    }

    /// The greatest generation of its inputs.
    public func generation(in dezero: borrowing Dezero) -> Int {
        dezero.generation(of: object, dezero.vocabulary.functionGeneration)
    }
}

/// A class of functions that has been applied.
struct FunctionType: Sendable {
    var type: TypeID
    var swiftType: any Function.Type
    /// The statement `return Square()(x)`.
    var site: SiteID
}

extension Dezero {
    /// `self.inputs[position]` of a function: the tuple or list is held while it is read.
    mutating func load(element position: Int, ofSlot slot: FieldID, of owner: Handle) throws -> Handle {
        guard let container = try load(slot, of: owner) else {
            throw DezeroError.missing(
                field: execution.heap.name(of: slot) ?? "?", owner: execution.heap.label(of: owner))
        }
        defer { execution.release(container) }
        return try load(element: position, of: container, slot: slot, owner: owner)
    }

    /// The Swift side of a function object.
    func function(at object: Handle) -> any Function {
        let type = execution.heap.type(of: object)
        for known in functionTypes where known.type == type { return known.swiftType.init(object: object) }
        preconditionFailure("\(execution.heap.label(of: object)) is no function of this run")
    }

    /// The place of a class of functions in ``functionTypes``, entered at its first use.
    mutating func place(of swiftType: any Function.Type, arguments: Int, fileID: StaticString, line: Int) -> Int {
        for place in functionTypes.indices where functionTypes[place].swiftType == swiftType { return place }
        let name = swiftType.name
        let parameters = arguments == 1 ? "x" : (0..<arguments).map { "x\($0)" }.joined(separator: ", ")
        functionTypes.append(
            FunctionType(
                type: execution.heap.defineType(name, base: vocabulary.function), swiftType: swiftType,
                site: execution.heap.defineSite(
                    file: "\(fileID)", line: line, function: name.lowercased(),
                    statement: "return \(name)()(\(parameters))")))
        return functionTypes.count - 1
    }
}
