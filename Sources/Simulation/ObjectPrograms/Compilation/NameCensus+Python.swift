/// What Python has and the language lacks.
extension NameCensus {
    /// Names that need no import, those of later versions too.
    static let pythonBuiltIns: Set<String> = [
        "abs", "aiter", "all", "anext", "any", "ArithmeticError", "ascii", "BaseException", "BaseExceptionGroup", "bin",
        "BlockingIOError", "breakpoint", "BrokenPipeError", "BufferError", "__build_class__", "__builtins__",
        "bytearray", "bytes", "BytesWarning", "callable", "ChildProcessError", "chr", "classmethod", "compile",
        "complex", "ConnectionAbortedError", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError",
        "copyright", "credits", "__debug__", "delattr", "DeprecationWarning", "dir", "divmod", "__doc__", "Ellipsis",
        "EncodingWarning", "EnvironmentError", "EOFError", "eval", "ExceptionGroup", "exec", "exit", "__file__",
        "FileExistsError", "FileNotFoundError", "filter", "FloatingPointError", "format", "frozenset", "FutureWarning",
        "GeneratorExit", "getattr", "globals", "hasattr", "hash", "help", "hex", "id", "__import__", "ImportError",
        "ImportWarning", "IndentationError", "input", "InterruptedError", "IOError", "IsADirectoryError", "issubclass",
        "iter", "KeyboardInterrupt", "license", "__loader__", "locals", "LookupError", "map", "MemoryError",
        "memoryview", "ModuleNotFoundError", "NameError", "next", "NotADirectoryError", "NotImplemented",
        "oct", "open", "ord", "OSError", "OverflowError", "__package__", "PendingDeprecationWarning", "PermissionError",
        "pow", "ProcessLookupError", "property", "quit", "RecursionError", "ReferenceError", "repr", "ResourceWarning",
        "reversed", "round", "RuntimeWarning", "set", "setattr", "slice", "sorted", "__spec__", "staticmethod",
        "StopAsyncIteration", "super", "SyntaxError", "SyntaxWarning", "SystemError", "SystemExit", "TabError",
        "TimeoutError",
        "UnboundLocalError", "UnicodeDecodeError", "UnicodeEncodeError", "UnicodeError", "UnicodeTranslateError",
        "UnicodeWarning", "UserWarning", "vars", "Warning",
    ]

    /// Methods that are refused wherever the program has none of that name itself.
    static let refusedMethods: Set<String> = [
        "insert", "extend", "index", "count", "copy", "reverse", "get", "keys", "values", "items", "update",
        "setdefault", "popitem", "join", "split", "format", "upper", "lower", "strip", "startswith", "endswith",
        "replace", "reshape", "sum", "mean", "dot", "astype", "__len__", "__init_subclass__",
    ]
}
