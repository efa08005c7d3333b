import ReferenceCounting
import TraceModel

/// The modules that a program can import.
enum BuiltInModule: String, CaseIterable {
    case weakref, gc, sys, numpy

    /// What a program can use of it.
    var names: String {
        switch self {
        case .weakref: "weakref.ref"
        case .gc: "gc.collect, gc.disable or gc.enable"
        case .sys: "sys.getrefcount"
        case .numpy: "array, ndarray, isscalar, ones_like, zeros_like, random.randn or random.seed"
        }
    }
}

/// Functions, classes and exceptions that the language brings along.
///
/// The raw value is the name that Python prints.
enum BuiltIn: String, CaseIterable {
    case len, range, zip, enumerate, max, min, sum, isinstance, type, print
    case list, tuple, dict, int, float, str, bool, object
    case weakReference = "weakref.ref"
    case getReferenceCount = "sys.getrefcount"
    case collect = "gc.collect"
    case disable = "gc.disable"
    case enable = "gc.enable"
    case objectInitializer = "object.__init__"
    case makeArray = "numpy.array"
    case arrayType = "numpy.ndarray"
    case isScalar = "numpy.isscalar"
    case onesLike = "numpy.ones_like"
    case zerosLike = "numpy.zeros_like"
    case randomNormal = "numpy.random.randn"
    case randomSeed = "numpy.random.seed"

    /// The names that need no import.
    static let names: [String: BuiltIn] = {
        var names: [String: BuiltIn] = [:]
        for item in allCases where !item.rawValue.contains(".") { names[item.rawValue] = item }
        return names
    }()

    /// What a module's attribute is; nil where it has none of this name.
    static func attribute(_ name: String, of module: BuiltInModule) -> BuiltIn? {
        switch module {
        case .weakref: name == "ref" ? .weakReference : nil
        case .sys: name == "getrefcount" ? .getReferenceCount : nil
        case .gc: ["collect": .collect, "disable": .disable, "enable": .enable][name]
        case .numpy: BuiltIn(rawValue: "numpy.\(name)")
        }
    }

    /// Whether a program can take this from a module, step by step: `random`, then `randn`.
    static func isMember(_ path: [String], of module: BuiltInModule) -> Bool {
        if module == .numpy, path.first == "random" {
            return path.count == 1 || BuiltIn(rawValue: "numpy." + path.joined(separator: ".")) != nil
        }
        return path.count == 1 && attribute(path[0], of: module) != nil
    }

    /// What Python calls it where it names the class that a method belongs to, too.
    var qualifiedName: String {
        switch self {
        case .weakReference: "weakref.ReferenceType"
        case .randomNormal: "numpy.random.RandomState.randn"
        default: rawValue
        }
    }

    /// What Python calls its type; of numpy's functions since 1.25.
    var typeName: String {
        switch self {
        case .objectInitializer: "wrapper_descriptor"
        case .isScalar: "function"
        case .randomNormal: "method"
        case .onesLike, .zerosLike: "numpy._ArrayFunctionDispatcher"
        default: isClass ? "type" : "builtin_function_or_method"
        }
    }

    /// Whether Python calls it a class.
    var isClass: Bool {
        switch self {
        case .list, .tuple, .dict, .int, .float, .str, .bool, .object, .arrayType, .type, .range, .zip, .enumerate,
            .weakReference:
            true
        default: false
        }
    }
}

/// Exceptions that a program can raise by name.
enum BuiltInException: String, CaseIterable {
    case exception = "Exception"
    case typeError = "TypeError"
    case valueError = "ValueError"
    case notImplementedError = "NotImplementedError"
    case runtimeError = "RuntimeError"
    case keyError = "KeyError"
    case indexError = "IndexError"
    case attributeError = "AttributeError"
    case assertionError = "AssertionError"
    case zeroDivisionError = "ZeroDivisionError"
    case stopIteration = "StopIteration"
}

/// Methods of lists and dicts.
enum BuiltInMethod: String, CaseIterable {
    case append, pop, remove, clear, sort

    /// Whether objects of a type have it.
    func isMethod(of type: TypeID) -> Bool {
        type == StandardType.list || type == StandardType.dict && (self == .pop || self == .clear)
    }
}
