/// What to write instead of what Python has and the language lacks.
enum Remedies {
    /// For decorators, by the last part of their name.
    static let decorators = [
        "property": "leave it out, and call the method",
        "cached_property": "leave it out, and keep the value in a field",
        "staticmethod": "write a function beside the class",
        "classmethod": "write a function beside the class",
        "wraps": "leave it out: it only copies names",
        "lru_cache": "keep the results in a dict of your own",
        "cache": "keep the results in a dict of your own",
        "dataclass": "write the __init__ that it makes",
        "contextmanager": "call what it does before, and what it does after",
    ]

    /// For modules.
    static let modules = [
        "__future__": "leave the line out: annotations mean nothing here",
        "typing": "leave it out, and the annotations that need it: they mean nothing here",
        "functools": "do without it: write the function that it makes",
        "collections": "use lists and dicts",
        "dataclasses": "write the __init__ that it makes",
        "abc": "leave it out: a method of a base may raise NotImplementedError",
        "contextlib": "call what it does before, and what it does after",
        "math": "use + - * / // % and **",
        "random": "import numpy and use numpy.random.randn",
        "time": "leave it out: nothing here takes time",
        "logging": "use print",
    ]

    /// For names of modules that the language knows.
    static let members = [
        "weakref.WeakMethod": "use weakref.ref of the object, and call its method",
        "weakref.WeakKeyDictionary": "use a dict, and take the entry out yourself",
        "weakref.WeakValueDictionary": "use a dict of weakref.ref",
        "weakref.WeakSet": "use a list of weakref.ref",
        "weakref.proxy": "use weakref.ref, and call it",
        "sys.stderr": "use print", "sys.stdout": "use print",
        "sys.argv": "write the value as NAME = value: a recording can set it",
        "sys.exit": "raise an exception, or let the program end",
        "weakref.finalize": "use weakref.ref with a callback, or write __del__",
    ]

    /// For methods of built-in types, with the types that have them.
    static let methods: [String: (owner: String, remedy: String)] = [
        "get": ("a dict", "write d[k] if k in d else other"),
        "keys": ("a dict", "loop over the dict itself"),
        "values": ("a dict", "loop over the keys, and take d[k]"),
        "items": ("a dict", "loop over the keys, and take d[k]"),
        "update": ("a dict", "store the items one by one"),
        "setdefault": ("a dict", "write if k not in d: d[k] = ..."),
        "popitem": ("a dict", "use pop with a key"),
        "copy": ("a list or dict", "write x[:] of a list; store the items of a dict in another one"),
        "insert": ("a list", "write x[i:i] = [value]"),
        "extend": ("a list", "write x += other"),
        "reverse": ("a list", "write x[:] = x[::-1]"),
        "index": ("a list, tuple or str", "compare the elements in a loop over enumerate(x)"),
        "count": ("a list, tuple or str", "count in a loop"),
        "join": ("a str", "add the parts with + in a loop"),
        "format": ("a str", "write an f-string, or use %"),
        "split": ("a str", "write the parts as a list"),
        "upper": ("a str", "write the text as it should be"),
        "lower": ("a str", "write the text as it should be"),
        "strip": ("a str", "write the text as it should be"),
        "replace": ("a str", "write the text as it should be"),
        "startswith": ("a str", "compare a slice: x[:n] == '...'"),
        "endswith": ("a str", "compare a slice: x[-n:] == '...'"),
        "add": ("a set", "use a list, or a dict with True as values"),
        "reshape": ("an array", arrays), "sum": ("an array", arrays), "mean": ("an array", arrays),
        "dot": ("an array", arrays), "astype": ("an array", arrays),
    ]

    private static let arrays = "use + - * / ** and an index, or loop over the elements"

    /// For built-in names.
    static let builtIns = [
        "abs": "write x if x >= 0 else -x",
        "all": "write a loop that ends at the first that is false",
        "any": "write a loop that ends at the first that is true",
        "sorted": "copy the list with x[:], and sort() the copy",
        "reversed": "write x[::-1]",
        "set": "use a list, or a dict with True as values",
        "frozenset": "use a tuple",
        "map": "write a list comprehension",
        "filter": "write a list comprehension with if",
        "iter": "use for",
        "next": "use for",
        "hasattr": "give every instance the field, and test it for None",
        "getattr": "write x.name, or keep the values in a dict",
        "setattr": "write x.name = value, or keep the values in a dict",
        "delattr": "write del x.name",
        "vars": "name the fields one by one",
        "id": "compare with is",
        "open": "write what the file holds in the program",
        "input": "write the value in the program",
        "super": "write super().method(...)",
        "property": "write a method, and call it",
        "staticmethod": "write a function beside the class",
        "classmethod": "write a function beside the class",
        "issubclass": "use isinstance",
        "round": "use // with whole numbers",
        "repr": "write an f-string",
        "bytes": "use a text or a list of numbers",
        "bytearray": "use a list of numbers",
        "BaseException": "use Exception",
    ]

    /// What there is of the kind of a built-in name.
    static func builtIn(_ name: String) -> String {
        if let remedy = builtIns[name] { return remedy }
        let isException = name.hasSuffix("Error") || name.hasSuffix("Warning") || name.hasSuffix("Exception")
        guard !isException else { return "use Exception, ValueError, RuntimeError or another that the language has" }
        return "use len, range, zip, enumerate, max, min, sum, isinstance, type or print"
    }

    /// For types that are called.
    static let conversions = [
        "str": "write an f-string: f'{x}'",
        "list": "write [v for v in x], or []",
        "tuple": "write the elements in ( )",
        "dict": "write {}, and store the items",
        "int": "use // or numbers that are whole already",
        "float": "write a decimal number, or x * 1.0",
        "bool": "write True if x else False",
        "object": "define a class of your own, and call it",
    ]

    /// For special methods and attributes of classes.
    static let special = [
        "__slots__": "leave it out: an instance has the fields that are stored in it",
        "__eq__": "write an ordinary method; instances are compared by identity",
        "__hash__": "leave it out: an instance as a key is compared by identity",
        "__str__": "write __repr__",
        "__enter__": "write an ordinary method, and call it", "__exit__": "write an ordinary method, and call it",
        "__iter__": "write a method that returns a list", "__next__": "write a method that returns a list",
        "__getitem__": "write an ordinary method, and call it", "__setitem__": "write an ordinary method, and call it",
        "__contains__": "write an ordinary method, and call it",
        "__bool__": "write __len__, or an ordinary method",
        "__new__": "write __init__",
        "__dict__": "name the fields one by one",
        "__class__": "use type(x)",
    ]
}
