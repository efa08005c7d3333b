/// Attributes that values have in Python, and mostly not here.
enum PythonAttributes {
    /// Whether a value of this type has an attribute of this name in Python.
    static func has(_ name: String, _ type: String) -> Bool {
        isSpecial(name) || names[type]?.contains(name) ?? false || isOfExceptions(name, type)
    }

    /// Whether a name is one that Python keeps for itself; everything has some of them.
    static func isSpecial(_ name: String) -> Bool { name.count > 4 && name.hasPrefix("__") && name.hasSuffix("__") }

    private static func isOfExceptions(_ name: String, _ type: String) -> Bool {
        guard let exception = BuiltInException(rawValue: type) else { return false }
        switch name {
        case "args", "with_traceback", "add_note": return true
        case "value": return exception == .stopIteration
        case "name", "obj": return exception == .attributeError
        default: return false
        }
    }

    private static let names: [String: Set<String>] = [
        "list": ["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"],
        "dict": [
            "clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values",
        ],
        "tuple": ["count", "index"],
        "range": ["count", "index", "start", "step", "stop"],
        "str": [
            "capitalize", "casefold", "center", "count", "encode", "endswith", "expandtabs", "find", "format",
            "format_map", "index", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower",
            "isnumeric", "isprintable", "isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip",
            "maketrans", "partition", "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust",
            "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "swapcase", "title",
            "translate", "upper", "zfill",
        ],
        "int": wholeNumber, "bool": wholeNumber,
        "float": ["as_integer_ratio", "conjugate", "fromhex", "hex", "imag", "is_integer", "real"],
        "type": ["mro"],
        "numpy.ndarray": array.union(["ctypes", "dot", "partition"]),
        "numpy.float64": array.union(["as_integer_ratio", "fromhex", "hex", "is_integer"]),
        "numpy.int64": array.union(["bit_count", "denominator", "is_integer", "numerator"]),
    ]

    private static let wholeNumber: Set<String> = [
        "as_integer_ratio", "bit_count", "bit_length", "conjugate", "denominator", "from_bytes", "imag", "numerator",
        "real", "to_bytes",
    ]

    private static let array: Set<String> = [
        "T", "all", "any", "argmax", "argmin", "argpartition", "argsort", "astype", "base", "byteswap", "choose",
        "clip",
        "compress", "conj", "conjugate", "copy", "cumprod", "cumsum", "data", "device", "diagonal", "dtype", "dump",
        "dumps", "fill", "flags", "flat", "flatten", "getfield", "imag", "item", "itemset", "itemsize", "mT", "max",
        "mean", "min", "nbytes", "ndim", "newbyteorder", "nonzero", "prod", "ptp", "put", "ravel", "real", "repeat",
        "reshape", "resize", "round", "searchsorted", "setfield", "setflags", "shape", "size", "sort", "squeeze", "std",
        "strides", "sum", "swapaxes", "take", "to_device", "tobytes", "tofile", "tolist", "tostring", "trace",
        "transpose", "var", "view",
    ]
}
