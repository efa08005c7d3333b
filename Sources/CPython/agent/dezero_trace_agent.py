"""The agent of dezero-trace: looks at the objects of a running CPython program and writes down what counting cannot free.

It is one file of standard-library Python. A launcher puts it, and its door ``sitecustomize.py``, into a folder of their
own, the folder at the front of PYTHONPATH and the options into DEZERO_TRACE_AGENT; the interpreter imports the door before
the program. What the agent writes is described, record by record, in docs/streams.md.

The program must not notice. So the agent

- assigns nothing in the program: the names of ``__main__`` are dropped on a snapshot, never for real;
- calls nothing of the program: types, fields and sizes are read through C slots, never by getattr, repr, ==, or hash;
- looks just before the collector runs, and leaves the collecting to the collector;
- never writes to the program's own descriptors, and turns its own errors into records.

Sections: options, stream, scope, heap, definitions, references, snapshots, looks, the end, other processes, start.

Where pip installed it, pytest would compile its assertions anew, as a plugin's: PYTEST_DONT_REWRITE
"""

from __future__ import annotations

import gc
import os
import sys
from _collections import _count_elements, deque  # type: ignore[import-not-found]
from _frozen_importlib import BuiltinImporter, _module_locks  # type: ignore[import-not-found]
from _functools import partial  # type: ignore[import-not-found]
from _operator import eq, is_, is_not, methodcaller, ne, not_
from _signal import SIG_BLOCK, SIG_SETMASK, pthread_sigmask, valid_signals  # type: ignore[import-not-found]
from _weakref import ref as WeakReference
from itertools import chain, compress, repeat, starmap
from opcode import opmap
from time import perf_counter, process_time, sleep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Generator, Iterable, Iterator, Optional

VARIABLE = "DEZERO_TRACE_AGENT"
FORMAT_VERSION = "1"
OLDEST, NEWEST = (3, 9), (3, 13)

# ---------------------------------------------------------------------------------------------------------------------
# Options
# ---------------------------------------------------------------------------------------------------------------------


class Options:
    """What the launcher wants: ``key=value`` pairs, separated by tabs and escaped as in a stream.

    ========== ======================================================================================
    stream     ``fd:N``, ``file:PATH`` (``%p`` is the process) or ``unix:PATH`` (a socket to connect to)
    restore    ``NAME=VALUE``: an environment variable as it was before the launcher changed it
    remove     ``NAME``: an environment variable that was not there
    scope      a folder or file whose code is the user's, besides the working folder and the script's
    every-look ``yes``: look before every collection, whatever it costs
    objects    how many unreached objects are written in full before a look must be worth it
    share      how much of the processor time looks may take, in percent
    bytes      the most that the stream may grow to
    pytest     ``yes``: this process runs tests, though its command does not say so
    tool       the path of dezero-trace, for what runs beside the tests
    watch      ``MODULE<tab>WORD<tab>NAME``: a type on a ring, of which some objects are to be followed
    weak       ``Type.field`` or ``module:Type.field``: a field to hold weakly
    near       the same: a type of objects that are followed where one of the others leads there
    ========== ======================================================================================
    """

    def __init__(self, text: str) -> None:
        self.stream = ""
        self.restore: list[tuple[str, str]] = []
        self.remove: list[str] = []
        self.scope: list[str] = []
        self.every_look = False
        self.objects = 5_000
        self.share = 0.15
        self.bytes = 1 << 31
        self.pytest = False
        self.tool = ""
        self.text = text
        self.inherited: list[tuple[str, str]] = []
        self.watch: list[tuple[str, ...]] = []
        self.near: list[tuple[str, ...]] = []
        self.weak: list[str] = []
        for pair in text.split("\t"):
            key, _, value = unescaped(pair).partition("=")
            if key == "stream":
                self.stream = value
            elif key == "restore":
                name, _, old = value.partition("=")
                self.restore.append((name, old))
            elif key == "remove":
                self.remove.append(value)
            elif key == "scope":
                self.scope.append(value)
            elif key == "every-look":
                self.every_look = value == "yes"
            elif key == "objects":
                self.objects = int(value)
            elif key == "share":
                self.share = int(value) / 100
            elif key == "bytes":
                self.bytes = int(value)
            elif key == "pytest":
                self.pytest = value == "yes"
            elif key == "tool":
                self.tool = value
            elif key == "watch":
                self.watch.append(tuple(value.split("\t")))
            elif key == "weak":
                self.weak.append(value)
            elif key == "near":
                self.near.append(tuple(value.split("\t")))

    def restore_environment(self) -> None:
        """Gives the program the environment that it would have had."""
        self.inherited = [(name, os.environ[name]) for name in (VARIABLE, "PYTHONPATH") if name in os.environ]
        os.environ.pop(VARIABLE, None)
        for name, value in self.restore:
            os.environ[name] = value
        for name in self.remove:
            os.environ.pop(name, None)

    def offer_to_children(self) -> None:
        """Lets each Python that the program starts find the agent, unless the program says what is in its environment.

        What `os.environ` tells the program is not changed by it.
        """
        for name, value in self.inherited:
            os.putenv(name, value)


def escaped(text: str) -> str:
    """A text as it stands in a column."""
    text = text[:1000]
    if text == "-":
        return "\\-"
    if text.isprintable() and "\\" not in text:
        return text
    plain = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
    return "".join(plain.get(c) or (c if c.isprintable() else "\\u{%X}" % ord(c)) for c in text)


def unescaped(text: str) -> str:
    """The text of a column."""
    if "\\" not in text:
        return text
    parts = text.split("\\\\")
    for code, plain in (("\\t", "\t"), ("\\n", "\n"), ("\\r", "\r"), ("\\-", "-")):
        parts = [part.replace(code, plain) for part in parts]
    return "\\".join(parts)


# ---------------------------------------------------------------------------------------------------------------------
# Stream
# ---------------------------------------------------------------------------------------------------------------------


class StreamLost(Exception):
    """Nothing more can be written: the reader is gone or slow, the disk is full, the descriptor is not ours."""


class Stream:
    """Where records go. Its descriptor is high and close-on-exec, and a write blocks for a second at most."""

    PATIENCE = 1.0
    PIPE_ATOM = 4096
    # A program may start thousands of others; so many are observed.
    MOST_PROCESSES = 256

    def __init__(self, target: str, most_bytes: int) -> None:
        import fcntl
        import stat

        kind, _, where = target.partition(":")
        if kind == "fd":
            opened = int(where)
        elif kind == "file":
            flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            opened = self._new_file(where, flags) if "%p" in where else os.open(where, flags | os.O_TRUNC, 0o600)
        elif kind == "unix":
            import _socket

            caller = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
            caller.settimeout(self.PATIENCE)
            caller.connect(where)
            opened = caller.detach()
        else:
            raise ValueError(kind)
        self.descriptor = opened
        for lowest in (min(os.sysconf("SC_OPEN_MAX"), 1024) - 16, 200, 100):
            try:
                self.descriptor = fcntl.fcntl(opened, fcntl.F_DUPFD_CLOEXEC, lowest)
                break
            except OSError:
                continue
        else:
            os.set_inheritable(opened, False)
        if self.descriptor != opened:
            os.close(opened)
        self.identity = self._identity()
        mode = os.fstat(self.descriptor).st_mode
        self._write = self._write_some if stat.S_ISREG(mode) else self._write_patiently
        self._socket: Optional[Any] = None
        if stat.S_ISSOCK(mode):
            import _socket

            self._socket = _socket.socket(fileno=self.descriptor)
            self._socket.settimeout(self.PATIENCE)
            self._write = self._send
        self.left = most_bytes

    def _new_file(self, where: str, flags: int) -> int:
        """Opens a file of this process's own. One that became another program by exec has several."""
        if len(os.listdir(os.path.dirname(where))) > self.MOST_PROCESSES:
            raise OSError("there are streams enough")
        names = (f"{os.getpid()}.{number}" if number else str(os.getpid()) for number in range(100))
        for name in names:
            try:
                return os.open(where.replace("%p", name), flags | os.O_EXCL, 0o600)
            except FileExistsError:
                continue
        raise OSError("the process became other programs too often")

    def _identity(self) -> tuple[int, int]:
        status = os.fstat(self.descriptor)
        return status.st_dev, status.st_ino

    def write(self, lines: list[str]) -> None:
        """Writes whole records. Raises StreamLost if that is not possible within a second."""
        data = ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")
        try:
            # A program may close every descriptor that it finds, and be given the same number for a file of its own.
            if self._identity() != self.identity:
                raise StreamLost("the program closed the stream")
            self.left -= len(data)
            if self.left < 0:
                raise StreamLost("size")
            self._write(data)
        except OSError as error:
            raise StreamLost(os.strerror(error.errno) if error.errno else "timeout") from None

    def _write_some(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self.descriptor, view) :]

    def _write_patiently(self, data: bytes) -> None:
        """A pipe that is ready takes an atom without blocking; one without a reader is not written to (SIGPIPE)."""
        import select

        ready = select.poll()
        ready.register(self.descriptor, select.POLLOUT)
        view, deadline = memoryview(data), perf_counter() + self.PATIENCE
        while view:
            answer = ready.poll(max(0.0, deadline - perf_counter()) * 1000)
            if not answer or answer[0][1] & (select.POLLERR | select.POLLHUP | select.POLLNVAL):
                raise StreamLost("nothing reads the stream" if answer else "the reader is slow")
            view = view[os.write(self.descriptor, view[: self.PIPE_ATOM]) :]

    def _send(self, data: bytes) -> None:
        import _socket

        assert self._socket is not None
        self._socket.sendall(data, _socket.MSG_NOSIGNAL)

    def close(self) -> None:
        """Closes the descriptor, if it is still the stream's."""
        try:
            if self._identity() == self.identity:
                if self._socket is not None:
                    self._socket.detach()
                os.close(self.descriptor)
        except OSError:
            pass


# ---------------------------------------------------------------------------------------------------------------------
# Scope: which code is the user's
# ---------------------------------------------------------------------------------------------------------------------

USER, LIBRARY, NEITHER = "user", "library", "-"
FOLDER = os.path.dirname(os.path.realpath(__file__))
OWN_FILES = ("dezero_trace_agent.py", "dezero_trace_pytest.py", "sitecustomize.py")


class Scope:
    """The user's is what lies in the working folder, beside the script or in a given folder, and is not installed."""

    def __init__(self, folders: Iterable[str]) -> None:
        self.folders = []
        for folder in folders:
            path = os.path.realpath(folder)
            self.folders.append(path if path.endswith("/") else path + "/")
        self._known: dict[str, str] = {}
        self._environments: dict[str, bool] = {}
        self._library = os.path.dirname(os.path.realpath(os.__file__)) + "/"

    def origin(self, file: Optional[str]) -> str:
        """Whose code a file is."""
        if not file:
            return NEITHER
        known = self._known.get(file)
        if known is None:
            known = self._known[file] = self._judge(file)
        return known

    def _judge(self, file: str) -> str:
        if file.startswith("<"):
            return USER if file in ("<stdin>", "<string>") else LIBRARY
        path = os.path.realpath(file)
        if os.path.dirname(path) == FOLDER and os.path.basename(path) in OWN_FILES:
            return LIBRARY
        for folder in self.folders:
            if (path + "/").startswith(folder):
                return LIBRARY if self._is_installed(path, folder) else USER
        return LIBRARY

    def _is_installed(self, path: str, folder: str) -> bool:
        """Whether a file below a folder is a library's for all that; a folder within one was named on purpose."""
        rest = path[len(folder) - 1 :]
        if "/site-packages/" in rest or "/dist-packages/" in rest:
            return True
        if path.startswith(self._library) and not folder.startswith(self._library):
            return True
        return self._in_environment(os.path.dirname(path), folder)

    def _in_environment(self, folder: str, top: str) -> bool:
        """Whether a virtual environment lies between a file's folder and the top of the scope."""
        known = self._environments.get(folder)
        if known is None:
            known = os.path.exists(folder + "/pyvenv.cfg")
            if not known and len(folder) >= len(top):
                known = self._in_environment(os.path.dirname(folder), top)
            self._environments[folder] = known
        return known


# ---------------------------------------------------------------------------------------------------------------------
# Python's own types. The module `types` has them, too, but leaves garbage behind when it is imported
# ---------------------------------------------------------------------------------------------------------------------


def _instances() -> tuple[Any, ...]:
    """One object of each kind that only running code makes."""

    def generator() -> Iterator[None]:
        yield

    async def coroutine() -> None:
        return None

    async def asynchronous() -> Any:
        yield

    def closure() -> Any:
        return generator

    waiting = coroutine()
    waiting.close()
    try:
        raise ValueError
    except ValueError as error:
        trace = type(error.__traceback__)
    return type(generator()), type(waiting), type(asynchronous()), trace, type((closure.__closure__ or ())[0])


GeneratorType, CoroutineType, AsyncGeneratorType, TracebackType, CellType = _instances()
FunctionType: Any = type(_instances)
CodeType: Any = type(_instances.__code__)
FrameType: Any = type(sys._getframe())
MethodType: Any = type(Stream.write.__get__(0))
BuiltinFunctionType: Any = type(len)
ModuleType: Any = type(sys)
MemberDescriptorType: Any = type(FunctionType.__globals__)
GetSetDescriptorType: Any = type(FunctionType.__code__)
MethodDescriptorType: Any = type(str.join)

# ---------------------------------------------------------------------------------------------------------------------
# Heap: the collector's own arithmetic, in batches that run at the speed of C
# ---------------------------------------------------------------------------------------------------------------------

getrefcount = sys.getrefcount
get_referents = gc.get_referents
# id() would be heard by every audit hook of the program. A hash by identity is the address, turned so that it spreads well.
address_of = object.__hash__

# What getrefcount says of an object that only a list holds, when it is asked as `Heap` asks.
HELD_BY_A_LIST = next(iter(map(getrefcount, [object()])))
CHUNK = 8_192


def referents(objects: list[Any]) -> Iterator[list[Any]]:
    """Everything that the objects refer to, a part at a time."""
    for start in range(0, len(objects), CHUNK):
        yield get_referents(*objects[start : start + CHUNK])


class Heap:
    """Some generations of objects, what refers to what within them, and what nothing outside of them holds.

    `internal` has, for every object's address, the references to it from within; an object whose strong count is larger
    is held from outside. The list of objects itself holds one reference, `lists` more of the caller's hold one each.
    """

    def __init__(self, objects: list[Any], lists: int = 0) -> None:
        self.objects = objects
        self.addresses = addresses = list(map(address_of, objects))
        counts = list(map(getrefcount, objects))
        self.base = HELD_BY_A_LIST + lists
        self.opaque = opaque_modules(addresses)
        # From the base on, so that counts and references can be compared without another pass.
        self._internal = internal = dict.fromkeys(addresses, self.base)
        for found in referents(self.transparent(objects)):
            _count_elements(internal, filter(internal.__contains__, map(address_of, found)))
        self.held = list(compress(objects, map(ne, counts, map(internal.__getitem__, addresses))))

    def internal(self, address: int) -> int:
        """How many references from within an object has; of an unreached one, its strong count."""
        return self._internal[address] - self.base

    def from_the_base(self, addresses: Iterable[int]) -> Iterator[int]:
        """The same of many objects, and the base on top."""
        return map(self._internal.__getitem__, addresses)

    def transparent(self, objects: list[Any]) -> list[Any]:
        """The objects without modules: the traverse function of 3.12's _asyncio visits futures that are freed."""
        if not self.opaque:
            return objects
        return [
            each for each in objects if address_of(each) not in self.opaque or not issubclass(type(each), ModuleType)
        ]

    def levels(self, start: list[Any], unseen: set[int]) -> Iterator[list[Any]]:
        """What `start` reaches among `unseen`, breadth first; takes it out of `unseen`."""
        unseen.difference_update(map(address_of, start))
        level = start
        while level:
            yield level
            following: list[Any] = []
            for found in referents(self.transparent(level)):
                new = list(compress(found, map(unseen.__contains__, map(address_of, found))))
                if new:
                    before = len(unseen)
                    unseen.difference_update(map(address_of, new))
                    if before - len(unseen) != len(new):
                        new = list(dict(zip(map(address_of, new), new)).values())
                    following += new
            level = following

    def unreached(self) -> list[Any]:
        """What nothing outside holds, directly or through others, in the collector's order."""
        unseen = set(self.addresses)
        for _ in self.levels(self.held, unseen):
            if not unseen:
                return []
        return self.those(unseen)

    def garbage(self) -> list[Any]:
        """The unreached, asked for twice where other threads run: one may have moved a reference amid the counting.

        Or have dropped the last one: such an object has no reference but this list's, which is no garbage's way.
        """
        unreached = self.unreached()
        if not unreached or not _thread_count():
            return unreached
        rest = list(compress(unreached, map(self.base.__ne__, self.from_the_base(map(address_of, unreached)))))
        del unreached
        return Heap(rest, lists=1).unreached()

    def those(self, addresses: set[int]) -> list[Any]:
        """The objects at these addresses, in the collector's order."""
        return list(compress(self.objects, map(addresses.__contains__, self.addresses)))


_module_addresses: set[int] = set()
_modules_seen = 0


def opaque_modules(addresses: list[int]) -> set[int]:
    """The addresses of modules among these: they are never asked what they refer to, what they hold counts as held.

    One that was imported earlier may be gone, and its address another object's.
    """
    global _modules_seen
    if _modules_seen != len(sys.modules):
        _modules_seen = len(sys.modules)
        for module in list(sys.modules.values()):
            if issubclass(type(module), ModuleType):
                _module_addresses.add(address_of(module))
    return _module_addresses.intersection(addresses)


# ---------------------------------------------------------------------------------------------------------------------
# Definitions: types and fields
# ---------------------------------------------------------------------------------------------------------------------

SUBJECT, LEAF, CONNECTOR = "subject", "leaf", "connector"
STORED, CAPTURE, LOCAL = "stored", "capture", "local"
ELEMENT, LINK, SILENT = "element", "link", "silent"

# C slots: what they read runs no code of the program.
type_module = type.__dict__["__module__"].__get__
type_qualname = type.__dict__["__qualname__"].__get__
type_dict = type.__dict__["__dict__"].__get__
type_mro = type.__dict__["__mro__"].__get__
type_bases = type.__dict__["__bases__"].__get__
type_flags = type.__dict__["__flags__"].__get__
type_subclasses = type.__dict__["__subclasses__"]
module_dict = ModuleType.__dict__["__dict__"].__get__
function_code = FunctionType.__dict__["__code__"].__get__
function_globals = FunctionType.__dict__["__globals__"].__get__
function_qualname = FunctionType.__dict__["__qualname__"].__get__
function_closure = FunctionType.__dict__["__closure__"].__get__
method_function = MethodType.__dict__["__func__"].__get__
frame_code = FrameType.__dict__["f_code"].__get__
frame_globals = FrameType.__dict__["f_globals"].__get__
frame_locals = FrameType.__dict__["f_locals"].__get__
cell_contents = CellType.__dict__["cell_contents"].__get__
get_attribute = object.__getattribute__

# Instances of a Python class have their values inline from 3.11 on; reading `__dict__` would move them out.
MANAGED_DICT = 1 << 4 if sys.version_info >= (3, 11) else 0
# By the type's address, as everything that is looked up by a type: a metaclass may have a hash and an == of its own.
GENERATORS = {
    address_of(GeneratorType): ("generator", "gi"),
    address_of(CoroutineType): ("coroutine", "cr"),
    address_of(AsyncGeneratorType): ("async generator", "ag"),
}
# Containers and helpers of the standard library that are nobody's in particular.
COMMON_MODULES = {"builtins", "collections", "functools", "itertools", "weakref", "_weakref", "types", "contextvars"}
# Atoms hold nothing and are not worth a record.
ATOMS = {
    address_of(kind) for kind in (type(None), bool, int, float, complex, CodeType, type(...), type(NotImplemented))
}
LEAF_BYTES = 512
HEAP_TYPE, COLLECTED_TYPE = 1 << 9, 1 << 14


class TypeRecord:
    """A `type` record, and what was learned of its instances. It keeps no class alive."""

    __slots__ = ("id", "role", "origin", "fields", "attributes", "declared", "searches")

    def __init__(self, id: int, role: str, origin: str) -> None:
        self.id = id
        self.role = role
        self.origin = origin
        self.fields: dict[str, int] = {}
        self.attributes: list[str] = []
        # How many instances had an attribute that no word of the user's files names.
        self.searches = 0
        self.declared: Optional[set[str]] = None


class Definitions:
    """The types and fields of the stream.

    A record's number is its place among its kind, so that a signal handler's exception amid a look leaves no gap.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._type_lines: list[str] = []
        self._field_lines: list[str] = []
        self._written = 0, 0
        self._types: dict[tuple[str, ...], TypeRecord] = {}
        self._fields: dict[tuple[str, int, str], int] = {}
        # By address, for the time of one look: an address may be another type's afterwards.
        self._now: dict[Any, TypeRecord] = {}
        self._numbered: dict[tuple[int, str, int], str] = {}

    def new_lines(self) -> list[str]:
        """The records that the stream does not have yet."""
        types, fields = self._written
        return self._type_lines[types:] + self._field_lines[fields:]

    def all_lines(self) -> list[str]:
        """The records, whether the stream has them or not."""
        return self._type_lines + self._field_lines

    def written(self) -> None:
        """The stream has all records now."""
        self._written = len(self._type_lines), len(self._field_lines)

    def forget_addresses(self) -> None:
        """Ends a look."""
        self._now.clear()

    def field(self, kind: str, owner: int, name: str) -> int:
        """The field's id. `owner` is the type that declares it, or 0."""
        key = (kind, owner, name)
        known = self._fields.get(key)
        if known is None:
            known = len(self._field_lines) + 1
            self._field_lines.append(f"field\t{known}\t{kind}\t{owner or '-'}\t{escaped(name)}")
            self._fields[key] = known
        return known

    def of(self, value: Any) -> TypeRecord:
        """The type of an object, as the stream has it: functions and frames by their code, classes by their name."""
        kind = type(value)
        if kind is FunctionType:
            return self._of_function("function", value)
        if kind is MethodType:
            function = method_function(value)
            if type(function) is FunctionType:
                return self._of_function("method", function)
        elif kind is FrameType:
            code = frame_code(value)
            known = self._now.get((address_of(code), "frame"))
            if known is None:
                name = getattr(code, "co_qualname", code.co_name)
                known = self._of_code("frame", code, name, frame_globals(value))
                self._now[address_of(code), "frame"] = known
            return known
        elif address_of(kind) in GENERATORS:
            word, prefix = GENERATORS[address_of(kind)]
            qualname = kind.__dict__["__qualname__"].__get__(value)
            return self._of_code(word, getattr(value, prefix + "_code"), qualname, None)
        elif issubclass(kind, type):
            return self._of_class(value)
        return self.of_instances(kind)

    def origin(self, kind: type) -> str:
        """Whose a class is."""
        module = self.module(kind)
        return NEITHER if module in COMMON_MODULES else self._origin(module, module_file(module))

    def of_instances(self, kind: type) -> TypeRecord:
        """The type of the direct instances of a class."""
        known = self._now.get(address_of(kind))
        if known is None:
            module, name = self.module(kind), self.name(kind)
            file = module_file(module)
            origin = self.origin(kind)
            if origin == USER:
                role = SUBJECT
            elif is_leaf(kind, module, name):
                role = LEAF
            else:
                role = CONNECTOR
            known = self._now[address_of(kind)] = self._record(role, origin, module, name, "-", file, 0)
        return known

    def _of_class(self, kind: type) -> TypeRecord:
        module, name = self.module(kind), self.name(kind)
        file = module_file(module)
        origin = NEITHER if module == "builtins" else self._origin(module, file)
        made_at_run_time = origin == USER and look_up(module, name) is not kind
        role = SUBJECT if made_at_run_time else CONNECTOR
        return self._record(role, origin, module, name, "class", file, 0)

    def _of_function(self, word: str, function: Any) -> TypeRecord:
        code = function_code(function)
        # One code may be known as a function, as a method and as a frame.
        key = address_of(code), word
        known = self._now.get(key)
        if known is None:
            space = function_globals(function)
            name = function_qualname(function)
            place = (address_of(code), name, code.co_firstlineno)
            if place not in self._numbered:
                self._numbered[place] = numbered(name, code, space)
            known = self._now[key] = self._of_code(word, code, self._numbered[place], space)
        return known

    def _of_code(self, word: str, code: Any, name: str, space: Optional[dict[str, Any]]) -> TypeRecord:
        module = dict.get(space, "__name__") if space is not None else None
        if type(module) is not str:
            module = "-"
        file = code.co_filename
        origin = self.scope.origin(file)
        return self._record(CONNECTOR, origin, module, name, word, file, code.co_firstlineno)

    def _record(self, role: str, origin: str, module: str, name: str, word: str, file: str, line: int) -> TypeRecord:
        key = (role, module, name, word, file, str(line))
        known = self._types.get(key)
        if known is None:
            known = TypeRecord(len(self._type_lines) + 1, role, origin)
            self._type_lines.append(
                f"type\t{known.id}\t{role}\t{origin}\t{'-' if module == '-' else escaped(module)}\t{escaped(name)}"
                f"\t{word}\t{escaped(file) if file else '-'}\t{line or '-'}"
            )
            self._types[key] = known
        return known

    def _origin(self, module: str, file: str) -> str:
        if module == "__main__" and not file:
            return USER
        return self.scope.origin(file)

    @staticmethod
    def module(kind: type) -> str:
        module = type_module(kind)
        return module if type(module) is str else "?"

    @staticmethod
    def name(kind: type) -> str:
        return str.__str__(type_qualname(kind))


def class_variables(kind: type) -> dict[Any, Any]:
    """The dict behind a class's `__dict__`."""
    variables: dict[Any, Any] = get_referents(type_dict(kind))[0]
    return variables


def is_leaf(kind: type, module: str, name: str) -> bool:
    """Whether instances hold nothing that matters."""
    if module == "numpy" and name == "ndarray":
        return True
    return issubclass(kind, (str, bytes, bytearray, memoryview, WeakReference))


def module_named(name: str) -> Optional[dict[str, Any]]:
    """The variables of a module that is loaded."""
    module = sys.modules.get(name)
    return module_dict(module) if issubclass(type(module), ModuleType) else None


def module_file(name: str) -> str:
    """The file of a module that is loaded, or an empty text."""
    variables = module_named(name)
    file = variables.get("__file__") if variables else None
    if type(file) is str:
        return file
    # When the program has ended its main module has no `__file__` any more.
    return main_file if name == "__main__" else ""


main_file = ""


def look_up(module: str, name: str) -> Any:
    """What stands under a qualified name in a module, without asking anything of the program."""
    found: Any = module_named(module)
    for part in name.split("."):
        if type(found) is not dict:
            found = class_variables(found) if issubclass(type(found), type) else {}
        found = dict.get(found, part)
    return found


def numbered(name: str, code: Any, space: dict[str, Any]) -> str:
    """A function's qualified name; `#n` says the how manieth of that name it is in its enclosing function."""
    outer, nested, _ = name.rpartition(".<locals>.")
    module = dict.get(space, "__name__")
    if not nested or type(module) is not str:
        return name
    top = outer.partition(".<locals>.")[0]
    enclosing = enclosing_code(look_up(module, top), code)
    if enclosing is None:
        return name
    same = [each for each in enclosing.co_consts if type(each) is CodeType and each.co_name == code.co_name]
    at = [each is code for each in same].index(True)
    return f"{name}#{at + 1}" if at else name


def enclosing_code(value: Any, code: Any) -> Any:
    """The code that has `code` among its constants, searched for in a function, whatever decorates it."""
    waiting, seen = [value], 0
    while waiting and seen < 100:
        value = waiting.pop(0)
        seen += 1
        if type(value) is CodeType:
            if any(each is code for each in value.co_consts):
                return value
            waiting += [each for each in value.co_consts if type(each) is CodeType]
        elif type(value) is FunctionType:
            waiting[:0] = [function_code(value)]
            waiting += [each for each in (function_closure(value) or ())]
        elif value is not None and not issubclass(type(value), (type, ModuleType, dict)):
            waiting += get_referents(value)
    return None


# --- Which class declares a field ---


def declared_by(kind: type) -> set[str]:
    """The attributes that a class itself stores or declares: slots, annotations, `self.name = ...` in its methods."""
    names: set[str] = set()
    for name, value in class_variables(kind).items():
        if type(value) is MemberDescriptorType:
            names.add(name)
        elif type(value) is FunctionType:
            names |= stored_on_self(function_code(value))
        elif type(value) is property:
            for function in get_referents(value):
                if type(function) is FunctionType:
                    names |= stored_on_self(function_code(function))
        elif name == "__annotations__" and type(value) is dict:
            names.update(value)
    return names


def stored_on_self(code: Any) -> set[str]:
    """The attributes that a function stores on its first parameter."""
    if not code.co_argcount:
        return set()
    numbers = opmap
    store, extended = numbers["STORE_ATTR"], numbers["EXTENDED_ARG"]
    single = {numbers["LOAD_FAST"], numbers["LOAD_DEREF"]}
    # Two instructions in one, from 3.13 on: the second variable is the one that is loaded last.
    double = {numbers[name] for name in ("LOAD_FAST_LOAD_FAST", "STORE_FAST_LOAD_FAST") if name in numbers}
    variables = code.co_varnames
    if sys.version_info < (3, 11):
        cells = code.co_cellvars + code.co_freevars
    else:
        cells = variables + tuple(name for name in code.co_cellvars if name not in variables) + code.co_freevars
    names: set[str] = set()
    text = code.co_code
    argument, loaded = 0, ""
    for at in range(0, len(text), 2):
        operation = text[at]
        argument = argument << 8 | text[at + 1]
        if operation == extended:
            continue
        if operation == store and loaded == variables[0]:
            names.add(code.co_names[argument])
        if operation in single:
            source = cells if operation == numbers["LOAD_DEREF"] else variables
            loaded = source[argument] if argument < len(source) else ""
        elif operation in double:
            loaded = variables[argument & 15]
        elif operation:
            loaded = ""
        argument = 0
    return names


# ---------------------------------------------------------------------------------------------------------------------
# References: what an object refers to, by name
# ---------------------------------------------------------------------------------------------------------------------

# Getsets of C types that only hand out what the object has. Members (`__self__`, `tb_frame`, `fget` ...) need no table.
SAFE_GETSETS: dict[tuple[str, str], tuple[str, ...]] = {
    ("builtins", "function"): ("__defaults__", "__kwdefaults__"),
    ("builtins", "traceback"): ("tb_next",),
    ("builtins", "BaseException"): ("__traceback__", "__context__", "__cause__", "args"),
    ("builtins", "builtin_function_or_method"): ("__self__",),
    ("builtins", "method-wrapper"): ("__self__",),
    ("builtins", "frame"): ("f_back", "f_trace"),
    ("builtins", "cell"): ("cell_contents",),
    ("_asyncio", "Future"): ("_result", "_exception"),
    ("_asyncio", "Task"): ("_result", "_exception", "_coro", "_fut_waiter"),
}
SILENT_LINKS = {"cell_contents", "__closure__", "__dict__", "__mro__", "__bases__", "__base__"}
# What has no name in these types has a meaning.
LEFT_OVER = {"_lru_cache_wrapper": "cache", "OrderedDict": "keys", "_localimpl": "values", "generator": "frame"}
ITERATOR_ENDINGS = ("iterator", "zip", "map", "filter", "enumerate", "reversed")

# A field as (kind, who declares it, name), and what it holds. Most of these match nothing, so the field's id waits.
if TYPE_CHECKING:
    Field = tuple[str, Any, str]
    Named = Iterator[tuple[Field, Any]]


class _Probe:
    """An object of which it is known what getsizeof adds to the size of an instance."""


MANAGED_BYTES = sys.getsizeof(_Probe()) - object.__sizeof__(_Probe()) - 16


class Plan:
    """How the objects of one type are read, in one look. It refers to the type and must not outlive the look."""

    __slots__ = ("kind", "record", "slots", "dictionary", "managed", "measure", "base", "head_bytes", "unsafe")

    def __init__(self, kind: type, record: TypeRecord, references: References) -> None:
        self.kind = kind
        self.record = record
        self.slots: list[tuple[Callable[[Any], Any], Field]] = []
        self.dictionary: Optional[Callable[[Any], dict[Any, Any]]] = None
        self.managed = bool(type_flags(kind) & MANAGED_DICT)
        self.measure: Optional[Callable[[Any], int]] = None
        self.base: Optional[Callable[[References, Any, list[Any]], Named]] = None
        self.head_bytes = (16 if type_flags(kind) & COLLECTED_TYPE else 0) + (MANAGED_BYTES if self.managed else 0)
        # Attributes that a class keeps a descriptor for: asking for them may run code.
        self.unsafe: Optional[set[str]] = None
        for each in type_mro(kind):
            safe = SAFE_GETSETS.get((Definitions.module(each), Definitions.name(each)), ())
            for name, value in class_variables(each).items():
                sort = type(value)
                if sort is MemberDescriptorType or (sort is GetSetDescriptorType and name in safe):
                    field = references.link(name) if name in safe else references.slot(each, name)
                    self.slots.append((value.__get__, field))
                elif name == "__dict__" and sort is GetSetDescriptorType and each is not type:
                    self.dictionary = self.dictionary or value.__get__
                elif name == "__sizeof__" and sort is MethodDescriptorType:
                    self.measure = self.measure or value
            self.base = self.base or READERS.get(address_of(each))

    def bytes(self, value: Any) -> int:
        """The size, as sys.getsizeof has it, by the C type's own measure."""
        return (self.measure or object.__sizeof__)(value) + self.head_bytes

    def is_safe(self, name: str) -> bool:
        """Whether asking an object for an attribute runs no code: no class of it has a descriptor of that name."""
        if self.unsafe is None:
            self.unsafe = set()
            for each in type_mro(self.kind):
                for key, value in class_variables(each).items():
                    if any("__get__" in class_variables(sort) for sort in type_mro(type(value))):
                        self.unsafe.add(key)
        return name not in self.unsafe


class References:
    """The references between some objects, named by what the objects hold, matched by identity.

    The truth is what gc.get_referents says; what finds no name there is still a reference. While a collection waits, no
    object may be given a `__dict__`, and no frame its f_locals: they would be collected, too, and gc.collect() would
    return another number. `may_make` says that no one will see; `made` counts what was made.
    """

    MOST_SEARCHES = 20

    def __init__(self, definitions: Definitions, may_make: bool, first: int) -> None:
        self.definitions = definitions
        self.may_make = may_make
        self.made = 0
        self.next = first
        self.with_leaves = True
        # The object's number in the stream by its address; 0 for a dict that is folded into its owner.
        self.numbers: dict[int, int] = {}
        self.leaves: list[Any] = []
        self.closures: dict[int, Any] = {}
        self._plans: dict[int, Plan] = {}

    def plan(self, kind: type) -> Plan:
        """How objects of a type are read."""
        known = self._plans.get(address_of(kind))
        if known is None:
            known = self._plans[address_of(kind)] = Plan(kind, self.definitions.of_instances(kind), self)
        return known

    # --- Numbers ---

    def number(self, value: Any, known: Optional[int] = None) -> int:
        """Gives an object its number."""
        if known is None:
            known = self.next
            self.next += 1
        self.numbers[address_of(value)] = known
        return known

    def fold(self, value: Any, found: list[Any], only: Callable[[Any], bool]) -> None:
        """Folds a dict that is an object's own into the object, and remembers a function's closure."""
        if type(value) is FunctionType:
            closure = function_closure(value)
            if closure is not None:
                self.closures[address_of(closure)] = value
        for each in compress(found, map(is_, map(type, found), repeat(dict))):
            if only(each) and self._is_own(value, each):
                self.numbers[address_of(each)] = 0

    def _is_own(self, value: Any, candidate: dict[Any, Any]) -> bool:
        """Whether a dict is an object's `__dict__`, found out without asking for `__dict__`, which may make one."""
        if issubclass(type(value), type):
            return class_variables(value) is candidate
        plan = self.plan(type(value))
        if plan.dictionary is None:
            return False
        if not plan.managed:
            # The object has a dict among what it refers to: if that is not its own, it may get an empty one here.
            return plan.dictionary(value) is candidate
        for name, held in candidate.items():
            if type(name) is str and plan.is_safe(name):
                try:
                    return get_attribute(value, name) is held
                except AttributeError:
                    return False
        return False

    # --- Matching ---

    def of(self, value: Any, found: list[Any]) -> list[tuple[int, int]]:
        """The references of an object to numbered ones, as (field or 0, number). `found` is what it refers to."""
        numbers = self.numbers
        needed: dict[int, int] = {}
        # A path leads through lists of millions.
        waiting = found if self.with_leaves else list(compress(found, map(numbers.__contains__, map(address_of, found))))
        while waiting:
            folded: list[Any] = []
            for each in waiting:
                address = address_of(each)
                number = numbers.get(address)
                if number:
                    needed[address] = needed.get(address, 0) + 1
                elif number == 0:
                    folded += [key for key in each if type(key) is not str]
                    folded += each.values()
                elif self.with_leaves and self._is_leaf(each):
                    self.leaves.append(each)
                    self.number(each)
                    needed[address] = 1
            waiting = folded
        if not needed:
            return []
        references = []
        left = sum(needed.values())
        for field, target in self._named(value, found):
            address = address_of(target)
            if needed.get(address):
                needed[address] -= 1
                references.append((self._id(field), numbers[address]))
                left -= 1
                if not left:
                    return references
        name = self._left_over(type(value))
        rest = self.definitions.field(LINK, 0, name) if name else 0
        for address, count in needed.items():
            references += [(rest, numbers[address])] * count
        return references

    def _is_leaf(self, value: Any) -> bool:
        """Arrays and long texts are no containers for the collector, but may be most of what a ring keeps."""
        kind = type(value)
        if address_of(kind) in ATOMS or gc.is_tracked(value) or (kind is str and len(value) < LEAF_BYTES):
            return False
        return not issubclass(kind, type) and self.plan(kind).bytes(value) >= LEAF_BYTES

    @staticmethod
    def _left_over(kind: type) -> str:
        name = Definitions.name(kind)
        return LEFT_OVER.get(name) or ("iterates" if name.endswith(ITERATOR_ENDINGS) else "")

    # --- Fields ---

    def _id(self, field: Field) -> int:
        """The id of a field that matched."""
        kind, owner, name = field
        if kind != STORED:
            return self.definitions.field(kind, owner.id if owner else 0, name)
        if type(owner) is TypeRecord:
            return self.definitions.field(kind, owner.id, name)
        known = owner.record.fields.get(name)
        if known is None:
            declaring = self._declaring(owner, name)
            known = owner.record.fields[name] = self.definitions.field(kind, declaring.id, name)
        return int(known)

    def _declaring(self, plan: Plan, name: str) -> TypeRecord:
        """The highest class of the program whose own code stores an attribute, else the receiver's class."""
        for each in reversed(type_mro(plan.kind)):
            if self.definitions.origin(each) == USER:
                record = self.definitions.of_instances(each)
                if record.declared is None:
                    record.declared = declared_by(each)
                if name in record.declared:
                    return record
        return plan.record

    def slot(self, owner: type, name: str) -> Field:
        """The field of a C slot: a `__slots__` entry of a Python class, or a part of a C type."""
        if type_flags(owner) & HEAP_TYPE and Definitions.module(owner) not in COMMON_MODULES:
            return STORED, self.definitions.of_instances(owner), name
        return self.link(name)

    @staticmethod
    def link(name: str) -> Field:
        """The field of a part that everyone who knows Python knows."""
        return (SILENT if name in SILENT_LINKS else LINK), None, name

    @staticmethod
    def element(key: Any) -> Field:
        """The field of an element of a container."""
        return ELEMENT, None, f"[{key_text(key)}]"

    # --- Reading ---

    def _named(self, value: Any, found: list[Any]) -> Named:
        """What an object holds, with the fields. Lazy: the caller stops when it has everything.

        No `yield` of these generators stands in a `try`: what a signal handler raises there, while a generator that is
        no longer needed is closed, would be lost.
        """
        plan = self.plan(type(value))
        for get, field in plan.slots:
            try:
                held = get(value)
            except (AttributeError, ValueError):
                continue
            yield field, held
        if plan.dictionary is not None:
            yield from self._attributes(plan, plan.dictionary, value, found)
        if plan.base is not None:
            yield from plan.base(self, value, found)

    def _attributes(self, plan: Plan, own: Callable[[Any], dict[Any, Any]], value: Any, found: list[Any]) -> Named:
        for each in found:
            if self.numbers.get(address_of(each)) == 0:
                for name, held in each.items():
                    yield ((STORED, plan, name) if type(name) is str else self.element(name)), held
                return
        if not plan.managed:
            if any(type(each) is dict for each in found):
                yield self.link("__dict__"), own(value)
            return
        known = plan.record.attributes
        for name in known:
            if plan.is_safe(name):
                try:
                    held = get_attribute(value, name)
                except AttributeError:
                    continue
                yield (STORED, plan, name), held
        # Something has no name yet: this object has an attribute that none before had.
        if self.may_make:
            self.made += 1
            variables = own(value)
            for name, held in variables.items():
                if type(name) is str:
                    if name not in known:
                        known.append(name)
                    yield (STORED, plan, name), held
            yield self.link("__dict__"), variables
            return
        names = possible_attributes(plan.kind)
        if plan.record.origin == USER and plan.record.searches < self.MOST_SEARCHES:
            # Another file than the class's may store on its instances; who asks no further has found it.
            names = chain(names, users_words(self.definitions.scope))
        for name in names:
            if name not in known and plan.is_safe(name):
                try:
                    held = get_attribute(value, name)
                except AttributeError:
                    continue
                known.append(name)
                yield (STORED, plan, name), held
        plan.record.searches += 1

    def _elements(self, value: Any, found: list[Any]) -> Named:
        function = self.closures.get(address_of(value))
        if function is not None:
            owner = self.definitions.of(function)
            for name, held in zip(function_code(function).co_freevars, value):
                yield (CAPTURE, owner, name), held
            return
        read = next(each.__iter__ for each in (list, tuple, deque) if issubclass(type(value), each))
        for index, held in enumerate(read(value)):
            if address_of(held) in self.numbers:
                yield self.element(index), held

    def _members(self, value: Any, found: list[Any]) -> Named:
        field = (ELEMENT, None, "{}")
        for held in (set if issubclass(type(value), set) else frozenset).__iter__(value):
            yield field, held

    def _items(self, value: Any, found: list[Any]) -> Named:
        for key, held in dict.items(value):
            if address_of(held) in self.numbers:
                yield self.element(key), held
            if address_of(key) in self.numbers:
                yield (ELEMENT, None, "{key}"), key

    def _class(self, value: Any, found: list[Any]) -> Named:
        for name, held in class_variables(value).items():
            if address_of(held) in self.numbers:
                yield self.link(str(name)), held
        yield self.link("__mro__"), type_mro(value)
        yield self.link("__bases__"), type_bases(value)

    def _callback(self, value: Any, found: list[Any]) -> Named:
        for held in found:
            yield self.link("__callback__"), held

    def _generator(self, value: Any, found: list[Any]) -> Named:
        prefix = GENERATORS[address_of(type(value))][1]
        if not MANAGED_DICT:
            yield self.link(prefix + "_frame"), getattr(value, prefix + "_frame")
            return
        awaited = {"gi": "gi_yieldfrom", "cr": "cr_await", "ag": "ag_await"}[prefix]
        yield self.link(awaited), getattr(value, awaited)
        frame = None
        if self.may_make:
            self.made += 1
            frame = getattr(value, prefix + "_frame")
            yield self.link(prefix + "_frame"), frame
        yield from self._variables(value, frame, getattr(value, prefix + "_code"), found)

    def _frame(self, value: Any, found: list[Any]) -> Named:
        yield from self._variables(value, value, frame_code(value), found)

    def _variables(self, owner: Any, frame: Any, code: Any, found: list[Any]) -> Named:
        """The variables of a frame that is not running."""
        record = self.definitions.of(owner)
        cells = [each for each in found if type(each) is CellType]
        if frame is not None and self.may_make:
            self.made += 1
            space = frame_locals(frame)
            # A class body may run in a mapping of the program's.
            variables = dict(space) if code.co_flags & 1 or type(space) is dict else {}
        else:
            variables = variables_in_order(code, found)
        for name, held in variables.items():
            field = (LOCAL, record, str(name))
            yield field, held
            for cell in cells:
                try:
                    is_its_cell = cell_contents(cell) is held
                except ValueError:
                    continue
                if is_its_cell:
                    yield field, cell


READERS: dict[int, Callable[[References, Any, list[Any]], Named]] = {
    address_of(list): References._elements,
    address_of(tuple): References._elements,
    address_of(deque): References._elements,
    address_of(set): References._members,
    address_of(frozenset): References._members,
    address_of(dict): References._items,
    address_of(type): References._class,
    address_of(FrameType): References._frame,
    address_of(GeneratorType): References._generator,
    address_of(CoroutineType): References._generator,
    address_of(AsyncGeneratorType): References._generator,
    address_of(WeakReference): References._callback,
}


def variables_in_order(code: Any, found: list[Any]) -> dict[str, Any]:
    """A frame's variables by their order alone: f_locals would be kept by the frame, and be collected with it.

    Variables that are not set leave no trace. Then only the parameters are known, which are set as a rule.
    """
    names = list(code.co_varnames)
    names += [name for name in code.co_cellvars + code.co_freevars if name not in names]
    own = (FrameType, CodeType)
    # A generator's name, and what traces a frame, come before the code, its variables behind.
    first = max((at + 1 for at, each in enumerate(found) if each is code), default=0)
    values = [each for each in found[first:] if type(each) not in own and not is_namespace(each)]
    values = [each for each in values if not (type(each) is FunctionType and function_code(each) is code)]
    if len(values) != len(names):
        count = code.co_argcount + code.co_kwonlyargcount
        names = names[:count] if not set(names[:count]).intersection(code.co_cellvars) else []
    return dict(zip(names, values))


def is_namespace(value: Any) -> bool:
    """Whether a dict has the variables of a module."""
    return type(value) is dict and "__name__" in value and "__loader__" in value


def key_text(key: Any) -> str:
    """A key of a container, for people."""
    if any(type(key) is kind for kind in (str, int, bool, float, bytes, type(None))):
        text = repr(key)
        return text if len(text) <= 60 else text[:59] + "…"
    return f"<{Definitions.name(type(key))}>"


_words: dict[str, list[str]] = {}


def possible_attributes(kind: type) -> Iterator[str]:
    """Names that an attribute of a class's instances may have: every word of the files that its classes stand in."""
    for each in type_mro(kind):
        mangled = "_" + Definitions.name(each).rpartition(".")[2].lstrip("_")
        for word in words_of(module_file(Definitions.module(each))):
            yield mangled + word if word.startswith("__") and not word.endswith("__") else word


def users_words(scope: Scope) -> Iterator[str]:
    """Every word of the user's files, and of the command, which has the text of `-c`."""
    yield from words("\n".join(command()).encode("utf-8", "replace"))
    for name in list(sys.modules):
        file = module_file(name)
        if scope.origin(file) == USER:
            yield from words_of(file)


def words_of(file: str) -> list[str]:
    """The identifiers in a source file; nothing of what is none."""
    known = _words.get(file)
    if known is None:
        text = b""
        if file.endswith(".py"):
            try:
                with open(file, "rb") as source:
                    text = source.read(1 << 20)
            except OSError:
                pass
        known = _words[file] = words(text)
    return known


def words(text: bytes) -> list[str]:
    """The identifiers in a text; what is not ASCII counts as a letter."""
    separated = text.translate(SEPARATED).decode("utf-8", "replace")
    return list(dict.fromkeys(word for word in separated.split() if not word[0].isdigit()))


SEPARATED = bytes(each if each >= 0x80 or chr(each).isalnum() or chr(each) == "_" else 0x20 for each in range(256))


# ---------------------------------------------------------------------------------------------------------------------
# Snapshots: objects and references as records
# ---------------------------------------------------------------------------------------------------------------------


def leaf_counts(leaves: list[Any]) -> list[int]:
    """The strong counts of objects that nothing of the agent's but this list holds."""
    return [count - HELD_BY_A_LIST for count in map(getrefcount, leaves)]


class Unreached:
    """Writes unreached objects into snapshots."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.next_object = 1
        # The numbers of unreached objects that no collection has freed yet. Nothing reaches them, so they stay where
        # they are; a collection ends that.
        self.waiting: dict[int, int] = {}
        self.made = 0

    def forget(self, addresses: Iterable[int]) -> None:
        """A collection took what was unreached among these."""
        if self.waiting:
            for address in self.waiting.keys() & set(addresses):
                del self.waiting[address]

    def whole(
        self,
        objects: list[Any],
        count: Callable[[int], int],
        may_make: bool,
        finalizers: Iterable[tuple[Any, list[Any]]] = (),
        holders: Iterable[Any] = (),
    ) -> list[str]:
        """The records of all these objects. `count` tells the strong count of the one at an address.

        `finalizers` are dying objects that will run code of the program, each with what it reaches among the others: that
        code may free them. `holders` are unreached objects of the snapshot before that may refer to these.
        """
        references = References(self.definitions, may_make, self.next_object)
        inside = set(map(address_of, objects))
        prepared = []
        for value in objects:
            found = get_referents(value)
            # A dict that is not among these was made to read a path, or is held elsewhere and so leads to none of these.
            references.fold(value, found, lambda each: address_of(each) not in inside or count(address_of(each)) == 1)
            prepared.append((value, found))
        for value in objects:
            if address_of(value) not in references.numbers:
                references.number(value, self.waiting.get(address_of(value)))
        lines, links = [], []
        references.with_leaves = False
        held_from = [(value, get_referents(value)) for value in holders]
        for value, found in held_from:
            references.fold(value, found, lambda each: address_of(each) not in inside)
        for value, found in held_from:
            if references.numbers.get(address_of(value)) == 0:
                # What a folded dict holds is its owner's, and counts once.
                continue
            named = references.of(value, found)
            if named:
                owner = self.waiting.get(address_of(value), "?")
                links.append(f"ref\t{owner}" + "".join(f"\t{field or '-'}\t{to}" for field, to in named))
        references.with_leaves = True
        self.waiting.update((address, number) for address, number in references.numbers.items() if number)
        while prepared:
            value, found = prepared.pop()
            number = references.numbers[address_of(value)]
            if not number:
                continue
            size = references.plan(type(value)).bytes(value)
            for each in found:
                if references.numbers.get(address_of(each)) == 0:
                    size += dict.__sizeof__(each) + 16
            record = self.definitions.of(value)
            lines.append((number, f"obj\t{number}\t{record.id}\t{size}\t{count(address_of(value))}"))
            named = references.of(value, found)
            if named:
                links.append(f"ref\t{number}" + "".join(f"\t{field or '-'}\t{to}" for field, to in named))
            if issubclass(type(value), WeakReference):
                referent = references.numbers.get(address_of(WeakReference.__call__(value)))
                if referent:
                    links.append(f"weak\t{number}\t-\t{referent}")
        lines += self._leaves(references)
        for value, reached in finalizers:
            number = references.number(value)
            size = references.plan(type(value)).bytes(value)
            lines.append((number, f"obj\t{number}\t{self.definitions.of(value).id}\t{size}\t0"))
            links += [f"may\t{number}\t-\t{references.numbers[address_of(each)]}" for each in reached]
        self.next_object = references.next
        self.made += references.made
        # A new number is the last plus one.
        lines.sort()
        return [line for _, line in lines] + links

    def _leaves(self, references: References) -> list[tuple[int, str]]:
        leaves = references.leaves
        counts = leaf_counts(leaves)
        lines = []
        for value, count in zip(leaves, counts):
            number = references.numbers[address_of(value)]
            size = references.plan(type(value)).bytes(value)
            lines.append((number, f"obj\t{number}\t{self.definitions.of(value).id}\t{size}\t{count}"))
        return lines

    def counted(self, objects: list[Any]) -> list[str]:
        """How many of each type, where writing every one would cost too much."""
        kinds = {address_of(kind): kind for kind in map(type, objects)}
        counts: dict[int, int] = {}
        _count_elements(counts, map(address_of, map(type, objects)))
        return [
            f"more\t{self.definitions.of_instances(kinds[address]).id}\t{count}" for address, count in counts.items()
        ]


# ---------------------------------------------------------------------------------------------------------------------
# Looks: just before the collector runs
# ---------------------------------------------------------------------------------------------------------------------


class Budget:
    """Looks may take a share of the processor time, and more in the beginning: what is small is looked at whole."""

    # So many objects are looked at whatever it costs, so that a short program is judged alike on every machine.
    FIRST = 50_000
    # Who calls `gc.collect()` waits for it, and compares what is alive then.
    FIRST_OF_THE_PROGRAM = 100_000
    HEAD_START = 0.02

    def __init__(self, share: float) -> None:
        self.share = share
        self.objects = 0
        self.spent = 0.0
        # Seconds for an object, as the looks so far had it.
        self.pace = 1e-6

    def allows(self, objects: int, automatic: bool) -> bool:
        """Whether a look at so many objects may be taken."""
        first = self.FIRST if automatic else self.FIRST_OF_THE_PROGRAM
        if self.objects + objects <= first:
            return True
        return self.spent + objects * self.pace <= self.HEAD_START + self.share * process_time()

    def spend(self, seconds: float, objects: int) -> None:
        """Books a look."""
        self.spent += seconds
        self.objects += objects
        if objects > 100:
            self.pace += (seconds / objects - self.pace) / 8


class Agent:
    """Looks at the heap when the collector is about to run and when the program ends, and writes down what it sees."""

    SEES: tuple[str, ...] = ("holders at marks", "counts", "roots")
    WRITTEN_OF_A_TYPE = 500

    def __init__(self, options: Options, stream: Stream) -> None:
        self.options = options
        self.stream: Optional[Stream] = stream
        self.process = os.getpid()
        self.scope = Scope(options.scope)
        self.definitions = Definitions(self.scope)
        self.unreached = Unreached(self.definitions)
        self.budget = Budget(options.share)
        self.lines: list[str] = []
        self.marks = 0
        self.looks = 0
        self.examined = 0
        self.unexamined = 0
        self.written = 0
        self.written_types: dict[int, int] = {}
        self.noted: set[str] = set()
        self.looking = False
        # What collections freed, as far as they were heard of.
        self.freed = 0
        self.users_code_ran = False
        # What the look before a collection saw of what the collection will free.
        self.seen = 0
        # The addresses of what the collection that is under way may free, where unreached objects are waiting for it.
        self.collected: set[int] = set()
        self.frozen_at_start = gc.get_freeze_count()
        self.frozen: list[Any] = []
        # The records of the latest mark until they stand among the others, and the counters as of the mark before.
        self.latest: list[str] = []
        self.settled = 0, 1
        # The records of every mark since somebody emptied this; nothing where nobody wants them.
        self.kept: Optional[list[list[str]]] = None
        self.callback: Callable[..., Any] = max
        # The program's trace function while the agent is at work. Everything up to the agent's first statement is C, so
        # that the function sees nothing of the agent; where there is none, none is set, which audit hooks would hear.
        self.tracers: list[Any] = []
        found = starmap(sys.gettrace, repeat(()))
        ways = map((bool, sys.settrace).__getitem__, map(is_not, starmap(sys.gettrace, repeat(())), repeat(None)))
        self.untrace = partial(next, map(eq, map(self.tracers.append, found), map(methodcaller("__call__", None), ways)))
        self.untraced = partial(max, key=self.untrace)
        # The run with weak fields, if it is one.
        self.weak: Any = None
        # Whether the interpreter is to load a script or a module, and not the text of `-c` or of standard input.
        self.loads_program = False

    def begin(self) -> None:
        """Looks from here on."""
        import atexit

        self.processes = Processes(self)
        heard = self.listen()
        next(heard)
        # `max` hands its arguments on one by one.
        self.callback = partial(max, key=heard.send)
        gc.callbacks += [self.untraced, self.callback]
        self.freed = all_freed()
        # The first handler that is registered runs last.
        atexit.register(self.finish)
        atexit.register(self.untrace, None)
        self.flush()

    # --- Writing ---

    def record(self, *columns: Any) -> None:
        """Adds a record; it is written with the next ones."""
        self.lines.append("\t".join("-" if each is None else escaped(str(each)) for each in columns))

    def note(self, code: str, text: str) -> None:
        """Says something that a report should say, once."""
        if code not in self.noted:
            self.noted.add(code)
            self.record("note", code, text)

    def flush(self) -> None:
        """Writes what waits. If that is not possible observation ends, and the program goes on."""
        if not self.lines or self.stream is None:
            return
        # No signal handler's exception may strike amid a record.
        allowed = pthread_sigmask(SIG_BLOCK, ())
        try:
            pthread_sigmask(SIG_BLOCK, valid_signals())
            lines, self.lines = self.lines, []
            self.stream.write(lines)
        except StreamLost:
            self.switch_off()
        finally:
            pthread_sigmask(SIG_SETMASK, allowed)

    def stop(self, why: str) -> None:
        """Ends observation with a sentence."""
        self.record("end", "stopped", why)
        self.flush()
        self.switch_off()

    def switch_off(self) -> None:
        """Looks no more."""
        stream, self.stream = self.stream, None
        self.listen_no_more()
        if stream is not None:
            stream.close()

    def listen_no_more(self) -> None:
        """Looks before no collection any more."""
        for ours in (self.untraced, self.callback):
            for at, callback in enumerate(gc.callbacks):
                if callback is ours:
                    del gc.callbacks[at]
                    break

    def retrace(self) -> None:
        """Gives the program its trace function back: the last statement of everything that the agent does."""
        tracer = next((each for each in self.tracers if each is not None), None)
        self.tracers.clear()
        if tracer is not None:
            sys.settrace(tracer)

    def mark(self, kind: str, name: str, collection: Optional[str], records: list[str]) -> int:
        """Writes a snapshot: whole, or not at all."""
        self.marks += 1
        begin = f"mark\t{self.marks}\t{kind}\t{escaped(name)}\tyes\t{collection or '-'}"
        end = f"marked\t{self.examined}\t{self.unexamined}"
        self.latest = [*self.definitions.new_lines(), begin, *records, end]
        self.lines += self.latest
        if self.kept is not None:
            self.kept.append([begin, *records, end])
        self.settle()
        self.examined = self.unexamined = 0
        return self.marks

    def settle(self) -> None:
        """The latest mark stands."""
        self.definitions.written()
        self.settled = self.marks, self.unreached.next_object
        self.latest.clear()

    def undo(self) -> None:
        """After an exception amid a look: either the latest mark stands, or it has never been."""
        if self.latest and self.lines and self.lines[-1] is self.latest[-1]:
            self.settle()
        else:
            self.latest.clear()
            self.marks, self.unreached.next_object = self.settled
            self.unreached.waiting.clear()

    # --- Collections ---

    def listen(self) -> Generator[int, Any, None]:
        """What the collector calls, before and after. It is sent the phase, then the info.

        A function may be left by a signal handler's exception before its first statement, and the collector would print
        that. A generator goes on inside of its `try`.
        """
        failure: Optional[BaseException] = None
        phase = ""
        while True:
            try:
                if failure is not None:
                    error, failure = failure, None
                    self.retrace()
                    self.failed(error)
                    del error
                while True:
                    sent: Any = yield 0
                    if type(sent) is str:
                        phase = sent
                        continue
                    if self.stream is None or os.getpid() != self.process:
                        self.retrace()
                        continue
                    started = process_time()
                    objects = 0
                    if phase == "start":
                        objects = self.before(sent["generation"])
                    else:
                        self.after(sent["collected"] + sent["uncollectable"])
                    self.budget.spend(process_time() - started, objects)
                    self.retrace()
            except GeneratorExit:
                return
            except BaseException as error:
                failure = error

    def failed(self, error: BaseException) -> None:
        """An error of the agent is a record; what a signal handler of the program raised meanwhile goes to the program."""
        self.definitions.forget_addresses()
        self.undo()
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        ours = trace is not None and frame_code(trace.tb_frame).co_filename == __file__
        line = trace.tb_lineno if trace is not None else 0
        del trace
        if isinstance(error, (MemoryError, RecursionError)):
            self.note("no room", f"a look was given up: {type(error).__name__}")
        elif ours and isinstance(error, Exception) and Definitions.module(type(error)) == "builtins":
            self.note("agent error", f"{type(error).__name__} at line {line}")
        else:
            deliver(error)

    def before(self, generation: int) -> int:
        """A look: what is the collector about to free? Returns how many objects were looked at."""
        # The collector runs by itself only if there are more new objects than the threshold says.
        automatic = gc.isenabled() and gc.get_count()[0] > gc.get_threshold()[0]
        self.seen = 0
        if is_foreign(self.tracers[0] if self.tracers else None) or is_foreign(sys.getprofile()):
            self.note("traced", "something else traces or profiles this program; looks are taken, but cost more")
        objects = gc.get_objects(generation=0)
        for older in range(1, generation + 1):
            objects += gc.get_objects(generation=older)
        is_unfinished = makes_c_module()
        if self.unreached.waiting:
            # A hash by address is the address, less the bits that every object has at zero; it asks the object's type.
            asked = (address >> 4 for address in map(id, objects)) if is_unfinished else map(address_of, objects)
            self.collected = set(asked)
        if is_unfinished or not self.options.every_look and not self.budget.allows(len(objects), automatic):
            return 0
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1000)
        self.looking = True
        try:
            self.look(objects, generation, automatic)
        finally:
            self.looking = False
            sys.setswitchinterval(interval)
        self.examined += len(objects)
        return len(objects)

    def look(self, objects: list[Any], generation: int, automatic: bool) -> None:
        """Finds and writes what is unreached among the objects of some generations."""
        heap = Heap(objects)
        unreached = heap.garbage()
        self.looks += 1
        self.seen = len(unreached)
        # The rest stays, though it may have been unreached before: an older object holds it.
        self.collected = set(map(address_of, unreached))
        alive = []
        if generation == 2:
            held = Alive(self.users_types())
            held.count(objects)
            held.count(unreached, -1)
            alive = self.alive_records(held)
        if not unreached and not alive:
            return
        records = self.records_of(unreached, heap, automatic)
        cause = "automatic" if automatic else "program"
        self.mark("look", f"look {self.looks}", cause, records + alive)
        self.definitions.forget_addresses()

    def records_of(self, unreached: list[Any], heap: Heap, may_make: bool) -> list[str]:
        """Unreached objects in full, or by type: the first ones, and of every type enough to know what holds them."""
        self.unreached.made = 0
        part = unreached
        most = self.options.objects
        if self.written + len(unreached) > most and not self.is_news(unreached):
            return self.unreached.counted(unreached)
        rest: list[Any] = []
        if len(part) > 4 * most:
            # A component is written whole or not at all.
            within = Heap(unreached[: 4 * most], lists=1)
            part = within.unreached()
            inside = set(map(address_of, part))
            rest = [each for each in unreached if address_of(each) not in inside]
        self.written += len(part)
        _count_elements(self.written_types, map(address_of, map(type, part)))
        records = self.unreached.whole(part, heap.internal, may_make)
        return records + self.unreached.counted(rest)

    def is_news(self, unreached: list[Any]) -> bool:
        """Whether some of the user's types were hardly ever written before."""
        for kind in {address_of(kind): kind for kind in map(type, unreached)}.values():
            if (
                self.written_types.get(address_of(kind), 0) < self.WRITTEN_OF_A_TYPE
                and self.definitions.origin(kind) == USER
            ):
                return True
        return False

    def after(self, collected: int) -> None:
        """What no look saw is counted; then the records are written, when it is too late to disturb the collector."""
        self.freed += collected
        missed = collected - self.seen - self.unreached.made
        if missed > 0 and self.has_run_users_code():
            self.unexamined += missed
        self.unreached.made = self.seen = 0
        self.unreached.forget(self.collected)
        self.collected = set()
        self.flush()

    def has_run_users_code(self) -> bool:
        """Whether a file of the user's ran by now: what was freed before is none of theirs."""
        self.users_code_ran = self.users_code_ran or any(map(self.is_of_user, list(sys.modules)))
        return self.users_code_ran

    def is_of_user(self, name: str) -> bool:
        """Whether a module that is loaded is the user's; a script beside the interpreter only starts what is installed."""
        file = module_file(name)
        if name != "__main__":
            return self.scope.origin(file) == USER
        if not file:
            # The text of `-c` has none, and neither has a script or a module that is still to be loaded.
            return not self.loads_program
        beside = os.path.dirname(os.path.realpath(file)) == os.path.dirname(os.path.realpath(sys.executable))
        return not beside and self.scope.origin(file) == USER

    # --- Alive ---

    def users_types(self) -> dict[int, type]:
        """The user's classes, by address."""
        kinds: dict[int, type] = {}
        waiting: list[type] = [object]
        while waiting:
            kind = waiting.pop()
            if address_of(kind) not in kinds and not issubclass(kind, type):
                kinds[address_of(kind)] = kind
                waiting += type_subclasses(kind)
        return {address: kind for address, kind in kinds.items() if self.definitions.origin(kind) == USER}

    def alive_records(
        self, alive: Alive, counts: Optional[dict[int, int]] = None, numbers: Optional[dict[int, int]] = None
    ) -> list[str]:
        """How many objects of each type are held; with the number of the one that has a path."""
        records = []
        for address, count in (alive.counts if counts is None else counts).items():
            if count:
                kind = self.definitions.of_instances(alive.kinds[address]).id
                end = numbers.get(address_of(alive.ends.get(address))) if numbers else None
                records.append(f"alive\t{kind}\t{count}\t-\t{end or '-'}")
        return records

    def path_records(self, alive: Alive, names: Names, may_make: bool) -> tuple[list[str], dict[int, int]]:
        """The objects of the paths with their references, and their numbers by address."""
        references = References(self.definitions, may_make, self.unreached.next_object)
        references.with_leaves = False
        modules = {
            address_of(module_dict(module)): name
            for name, module in list(sys.modules.items())
            if issubclass(type(module), ModuleType)
        }
        nodes: dict[int, Any] = {}
        roots: dict[int, str] = {}
        for end in alive.ends.values():
            path = alive.path_to(end)
            called = names.called
            if address_of(path[0]) in modules and len(path) > 1:
                module = modules[address_of(path[0])]
                variables = path.pop(0)
                called = {address_of(value): (name, module) for name, value in variables.items() if type(name) is str}
            name, where = called.get(address_of(path[0]), ("", ""))
            roots[address_of(path[0])] = f"global\t{escaped(name)}\t{escaped(where)}" if name else "outside"
            nodes.update((address_of(each), each) for each in path)
        for value in nodes.values():
            references.fold(value, get_referents(value), lambda each: address_of(each) in nodes)
        for value in nodes.values():
            if address_of(value) not in references.numbers:
                references.number(value)
        records, links = [], []
        for address, value in nodes.items():
            number = references.numbers[address]
            if not number:
                continue
            size = references.plan(type(value)).bytes(value)
            records.append(f"obj\t{number}\t{self.definitions.of(value).id}\t{size}")
            if address in roots:
                links.append(f"root\t{number}\t{roots[address]}")
            named = references.of(value, get_referents(value))
            if named:
                links.append(f"ref\t{number}" + "".join(f"\t{field or '-'}\t{to}" for field, to in named))
        self.unreached.next_object = references.next
        # What only names hold is written again, as unreached without them.
        self.unreached.waiting.update((address, number) for address, number in references.numbers.items() if number)
        return records + links, references.numbers

    # --- The end of the program ---

    def finish(self) -> None:
        """The last looks, after the program's own exit handlers: with the names of `__main__`, and as if without."""
        if self.stream is not None and os.getpid() == self.process:
            self.look_last()
        self.retrace()

    def look_last(self) -> None:
        """Ends the listening and the stream, with the last looks between."""
        self.listen_no_more()
        deadline = perf_counter() + 1
        while self.looking and perf_counter() < deadline:
            # A daemon thread is about to end a look.
            sleep(0.001)
        if self.looking:
            self.stop("a thread did not end its look")
            return
        enabled = gc.isenabled()
        # The agent's own containers must not start a collection that no look precedes.
        gc.disable()
        count = gc.get_count()[0]
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1000)
        try:
            self.processes.tell()
            if self.weak is not None:
                self.weak.tell()
            self.last_looks()
        except BaseException as error:
            self.failed(error)
        finally:
            sys.setswitchinterval(interval)
        if self.loads_program and not has_loaded():
            self.record("end", "absent", "the interpreter found no program to run")
        else:
            self.record("end", "finished")
        self.flush()
        self.switch_off()
        self.definitions = Definitions(self.scope)
        lower_count(count)
        if enabled:
            gc.enable()

    def last_looks(self) -> None:
        """Writes the marks `end` and `dropped`."""
        # A program can take the callbacks of the collector away.
        self.unexamined += max(0, all_freed() - self.freed)
        objects, frozen = self.all_objects()
        heap = Heap(objects)
        self.looks += 1
        self.examined += len(objects)
        names = Names()
        alive = Alive(self.users_types())

        # What holds by itself, and what that reaches; then what only names hold; what is left is unreached already.
        unseen = set(heap.addresses).difference(names.spaces)
        start = [each for each in heap.held if address_of(each) not in names.spaces]
        start += [value for value in names.kept if address_of(value) in unseen]
        alive.add(heap.levels(start, unseen))
        without_names = dict(alive.counts)
        dying = Dying(heap, names.dropped, unseen)
        alive.add(dying.levels)
        not_dying = set(unseen)
        alive.add(heap.levels(dying.survivors(unseen), unseen))
        unreached = heap.those(unseen)
        left = heap.those(not_dying.difference(unseen)) if len(not_dying) > len(unseen) else []
        if frozen:
            # The collector would not have looked at what the program froze, and would have called no `__del__` of it.
            self.frozen = with_finalizers([each for each in unreached if address_of(each) in frozen])

        # What is made here lives to the end, and the collector's last run would call finalizers in another order.
        may_make = not any(has_finalizer(kind) for kind in alive.kinds.values())
        records = self.records_of(unreached, heap, may_make)
        alive.find_paths(heap, names)
        paths, numbers = self.path_records(alive, names, may_make)
        ended = self.mark("end", "program end", None, records + paths + self.alive_records(alive, None, numbers))
        records = [f"same\t{ended}"]
        if left:
            finalizers = dying.finalizers(left)
            records += self.unreached.whole(left, dying.count, may_make, finalizers, unreached)
        self.mark("dropped", "names dropped", None, records + self.alive_records(alive, without_names))
        self.definitions.forget_addresses()

    def all_objects(self) -> tuple[list[Any], set[int]]:
        """Every object that the collector knows, and the addresses of those that the program froze."""
        objects = gc.get_objects()
        if gc.get_freeze_count() <= self.frozen_at_start:
            return objects, set()
        known = set(map(address_of, objects))
        del objects
        gc.unfreeze()
        objects = gc.get_objects()
        for at, each in enumerate(objects):
            if each is known:
                del objects[at]
                break
        return objects, set(map(address_of, objects)).difference(known)


class Names:
    """The names that the end of a program drops: the data of `__main__`, and what an uncaught exception left in `sys`.

    Functions, classes and modules are what a program is made of: they stay. Nothing is dropped for real.
    """

    CODE = (type, FunctionType, BuiltinFunctionType, ModuleType, MethodDescriptorType)
    LAST = ("last_type", "last_value", "last_traceback", "last_exc")

    def __init__(self) -> None:
        # The addresses of the dicts that hold the names: nobody is reached through them.
        self.spaces: set[int] = set()
        self.kept: list[Any] = []
        self.dropped: list[Any] = []
        # What is called what, by address.
        self.called: dict[int, tuple[str, str]] = {}
        for name, value in (module_named("__main__") or {}).items():
            if type(name) is str:
                self.called[address_of(value)] = (name, "__main__")
            (self.kept if self._is_code(value) else self.dropped).append(value)
        self.spaces.add(address_of(module_named("__main__")))
        variables = module_dict(sys)
        if any(name in variables for name in self.LAST):
            self.spaces.add(address_of(variables))
            for name, value in variables.items():
                (self.dropped if name in self.LAST else self.kept).append(value)
                if name in self.LAST:
                    self.called[address_of(value)] = (name, "sys")

    def _is_code(self, value: Any) -> bool:
        kind = type(value)
        if kind is FunctionType and function_code(value).co_name == "<lambda>":
            # A lambda is stored under a name as any value is; the simulation has it so, too.
            return False
        # A function behind functools.lru_cache is one still.
        return issubclass(kind, self.CODE) or Definitions.name(kind) == "_lru_cache_wrapper"


class Dying:
    """What counting frees once names are dropped, found out with numbers alone, and taken out of `unseen`."""

    def __init__(self, heap: Heap, dropped: list[Any], unseen: set[int]) -> None:
        self.heap = heap
        # What dies, in the order of the references: every object is held by one of the level before, or had a name.
        self.levels: list[list[Any]] = []
        self._by_finalizers: dict[int, int] = {}
        # The counts of what lost references but not all, from the base on.
        self._counts: dict[int, int] = {}
        counts, base = self._counts, heap.base
        dying: list[Any] = []
        for value in dropped:
            address = address_of(value)
            if address in unseen:
                counts[address] = left = counts.get(address, heap.internal(address) + base) - 1
                if left == base:
                    dying.append(value)
        while dying:
            self.levels.append(dying)
            unseen.difference_update(map(address_of, dying))
            if not unseen:
                break
            following: list[Any] = []
            for found in referents(heap.transparent(dying)):
                inside = list(compress(found, map(unseen.__contains__, map(address_of, found))))
                if not inside:
                    continue
                # Most objects have one reference, and go with it.
                only = list(map((base + 1).__eq__, heap.from_the_base(map(address_of, inside))))
                following += compress(inside, only)
                for value in compress(inside, map(not_, only)):
                    address = address_of(value)
                    counts[address] = left = counts.get(address, heap.internal(address) + base) - 1
                    if left == base:
                        following.append(value)
            dying = following

    def survivors(self, unseen: set[int]) -> list[Any]:
        """What lost references and lives on: rings, and what they hold."""
        return self.heap.those(unseen.intersection(self._counts)) if not unseen.isdisjoint(self._counts) else []

    def count(self, address: int) -> int:
        """The strong count that would be left of an object."""
        left = self._counts.get(address, self.heap.internal(address) + self.heap.base) - self.heap.base
        return left + self._by_finalizers.get(address, 0)

    def finalizers(self, left: list[Any]) -> list[tuple[Any, list[Any]]]:
        """The dying objects that run code of the program, each with what it reaches first of what is left.

        Their references are counted again: what such code may free is likely to leak, not certain.
        """
        inside = set(map(address_of, left))
        dying = {address_of(each) for level in self.levels for each in level}
        answer = []
        for value in with_finalizers([each for level in self.levels for each in level])[:100]:
            reached: dict[int, Any] = {}
            seen, waiting = {address_of(value)}, [value]
            while waiting:
                following = []
                for each in get_referents(*waiting):
                    address = address_of(each)
                    if address in inside:
                        reached[address] = each
                    elif address in dying and address not in seen:
                        seen.add(address)
                        following.append(each)
                waiting = following
            for address in reached:
                self._by_finalizers[address] = self._by_finalizers.get(address, 0) + 1
            if reached:
                answer.append((value, list(reached.values())))
        return answer


def has_finalizer(kind: type) -> bool:
    """Whether instances of a class have a `__del__`."""
    return any("__del__" in class_variables(each) for each in type_mro(kind))


def with_finalizers(objects: list[Any]) -> list[Any]:
    """The objects that have a `__del__`."""
    kinds = {address_of(kind): kind for kind in map(type, objects)}
    active = {address for address, kind in kinds.items() if has_finalizer(kind)}
    return list(compress(objects, map(active.__contains__, map(address_of, map(type, objects))))) if active else []


class Alive:
    """The user's objects that are held: how many of each type, and to one of each a path from what holds by itself."""

    MOST_PATHS = 50

    def __init__(self, kinds: dict[int, type]) -> None:
        self.kinds = kinds
        self.counts: dict[int, int] = {}
        # The object at the end of a path, by its type.
        self.ends: dict[int, Any] = {}
        self._ends_at: dict[int, list[Any]] = {}
        self._levels: list[list[Any]] = []
        self._holder: dict[int, Any] = {}

    def count(self, objects: list[Any], factor: int = 1) -> dict[int, int]:
        """Counts the objects of each type."""
        counts: dict[int, int] = {}
        if self.kinds:
            _count_elements(counts, filter(self.kinds.__contains__, map(address_of, map(type, objects))))
            for kind, count in counts.items():
                self.counts[kind] = self.counts.get(kind, 0) + count * factor
        return counts

    def add(self, levels: Iterable[list[Any]]) -> None:
        """Counts what is held, level by level: each is held by the ones before."""
        for level in levels:
            for kind in self.count(level):
                if kind not in self.ends and len(self.ends) < self.MOST_PATHS:
                    end = next(compress(level, map(kind.__eq__, map(address_of, map(type, level)))))
                    self.ends[kind] = end
                    self._ends_at.setdefault(len(self._levels), []).append(end)
            self._levels.append(level)

    def find_paths(self, heap: Heap, names: Names) -> None:
        """Finds what holds what, from the ends back to the beginnings."""
        sought: dict[int, Any] = {}
        for depth in range(max(self._ends_at, default=0), 0, -1):
            sought.update((address_of(each), each) for each in self._ends_at.get(depth, ()))
            # What has a name is a beginning.
            for address in sought.keys() & names.called.keys():
                del sought[address]
            level = self._levels[depth - 1]
            holders: dict[int, Any] = {}
            for start in range(0, len(level) if sought else 0, 512):
                part = heap.transparent(level[start : start + 512])
                if len(part) > 1 and sought.keys().isdisjoint(map(address_of, get_referents(*part))):
                    continue
                for holder in part:
                    for address in list(filter(sought.__contains__, map(address_of, get_referents(holder)))):
                        if sought.pop(address, None) is not None:
                            self._holder[address] = holder
                            holders[address_of(holder)] = holder
            sought.update(holders)

    def path_to(self, end: Any) -> list[Any]:
        """The path, from its beginning."""
        path = [end]
        while address_of(path[-1]) in self._holder:
            path.append(self._holder[address_of(path[-1])])
        return path[::-1]


# ---------------------------------------------------------------------------------------------------------------------
# The program's own business: signals, threads, other processes
# ---------------------------------------------------------------------------------------------------------------------


def deliver(error: BaseException) -> None:
    """Raises in the program what a signal handler raised while the agent was at work.

    A callback of the collector may not raise. The next line of the program that runs in this thread raises instead.
    """
    if is_foreign(sys.gettrace()):
        import _thread

        if isinstance(error, KeyboardInterrupt):
            _thread.interrupt_main()
        return
    stack: list[Any] = []
    frame: Any = sys._getframe(1)
    while frame is not None:
        if frame_code(frame).co_filename != __file__:
            stack.append(frame)
        frame = frame.f_back

    def throw(frame: Any, event: str, argument: Any) -> Any:
        caller = frame
        while caller is not None:
            if frame_code(caller).co_filename == __file__:
                return None
            caller = caller.f_back
        sys.settrace(None)
        while stack:
            stack.pop().f_trace = None
        raise error.with_traceback(None)

    for each in stack:
        each.f_trace = throw
    sys.settrace(throw)


def is_foreign(tracer: Any) -> bool:
    """Whether a trace function is somebody else's: a debugger's, or a measurement of coverage."""
    return tracer is not None and not (type(tracer) is FunctionType and function_code(tracer).co_filename == __file__)


def _makers() -> set[int]:
    """The addresses of the code that makes C modules."""
    from _frozen_importlib import BuiltinImporter  # type: ignore[import-not-found]
    from _frozen_importlib_external import ExtensionFileLoader  # type: ignore[import-not-found]

    parts = [kind.__dict__[name] for kind in (BuiltinImporter, ExtensionFileLoader) for name in ("create_module", "exec_module")]
    return {address_of(getattr(part, "__func__", part).__code__) for part in parts}


MAKERS = _makers()


def makes_c_module() -> bool:
    """Whether a C module is in the making: it may have objects of types that are not finished.

    Even their address cannot be asked for then: object.__hash__ crashed on numpy's.
    """
    if not _module_locks:
        return False
    if _thread_count():
        # Another thread may be at it. A module of Python source stands in sys.modules meanwhile, with its file.
        return not all(module_file(name).endswith((".py", ".pyc")) for name in list(_module_locks))
    frame: Any = sys._getframe()
    while frame is not None:
        if address_of(frame_code(frame)) in MAKERS:
            return True
        frame = frame.f_back
    return False


def all_freed() -> int:
    """How many objects the collector of this interpreter freed, or could not free, from its beginning."""
    return sum(each["collected"] + each["uncollectable"] for each in gc.get_stats())


def _thread_count() -> int:
    """How many threads the program started that still run."""
    import _thread

    return _thread._count()


class Processes:
    """Other processes that the program starts, as far as no agent in them tells of them.

    An audit hook would name every one, but a hook makes each address_of() of the program, and with it copy.deepcopy, half as fast.
    """

    SPAWNING = ("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver")

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.forked = False
        os.register_at_fork(after_in_parent=partial(setattr, self, "forked", True), after_in_child=self.in_child)

    def in_child(self) -> None:
        """Here is the copy: the stream is the parent's."""
        import atexit

        self.agent.lines.clear()
        self.agent.switch_off()
        atexit.unregister(self.agent.finish)

    def tell(self) -> None:
        """Records what is known of other processes."""
        if self.forked:
            self.agent.record("child", "fork", None, "no")
        if any(name in sys.modules for name in self.SPAWNING):
            self.agent.record("child", "spawn", "multiprocessing", "no")
        elif not self.forked and self._any():
            self.agent.record("child", "command", None, None)

    @staticmethod
    def _any() -> bool:
        """Whether the program ran other processes: it waited for one, or one runs still."""
        import resource

        if resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt:
            return True
        try:
            with open(f"/proc/self/task/{os.getpid()}/children", "rb") as children:
                return bool(children.read().strip())
        except OSError:
            return False


# ---------------------------------------------------------------------------------------------------------------------
# Start
# ---------------------------------------------------------------------------------------------------------------------


def refusal() -> Optional[str]:
    """Why this interpreter is not observed, or nothing."""
    version = sys.version_info[:2]
    if sys.implementation.name != "cpython":
        return f"{sys.implementation.name} does not count references"
    if not OLDEST <= version <= NEWEST:
        return f"Python {version[0]}.{version[1]} was not tried; 3.9 to 3.13 are"
    if "free-threading" in sys.version:
        return "the counts of a free-threaded interpreter are not exact"
    return None


def command() -> list[str]:
    """How the process was started."""
    words = getattr(sys, "orig_argv", None)
    if words is None:
        # Python 3.9 does not say.
        try:
            with open("/proc/self/cmdline", "rb") as line:
                words = [os.fsdecode(word) for word in line.read().split(b"\0")[:-1]]
        except OSError:
            words = [sys.executable, *sys.argv]
    return list(words)


def program() -> Optional[tuple[str, str]]:
    """What is run, as the interpreter has it; nothing as long as it does not say."""
    first = sys.argv[0] if getattr(sys, "argv", None) else ""
    if first == "-c":
        return "command", "-c"
    if first in ("", "-"):
        return "input", "-"
    if first != "-m":
        return "script", os.path.abspath(first)
    words = command()
    for at, word in enumerate(words):
        if word == "-m" and at + 1 < len(words):
            return "module", words[at + 1]
        if word.startswith("-m"):
            return "module", word[2:]
    return None


def is_helper() -> bool:
    """Whether this is a process of multiprocessing's own, which its parent tells of: a worker, or what keeps its books."""
    words = command()
    return any(before == "-c" and word.startswith("from multiprocessing.") for before, word in zip(words, words[1:]))


def has_loaded() -> bool:
    """Whether the interpreter found the script or module that it was to run: only then has `__main__` a loader of its own.

    A package that fails while it is imported has run, too: its exception was printed.
    """
    return hasattr(sys, "last_type") or getattr(sys.modules.get("__main__"), "__loader__", None) is not BuiltinImporter


def runs_pytest() -> bool:
    """Whether this process is going to run pytest: as a module, by its script, or as what coverage runs."""
    tests = ("pytest", "py.test")
    kind, name = program() or ("", "")
    name = os.path.basename(name)
    if name == "coverage":
        words = command()
        return any(before == "-m" and word in tests for before, word in zip(words, words[1:]))
    return kind in ("module", "script") and name in tests


def start(text: str) -> Optional[Agent]:
    """Begins to observe this process, as the options say."""
    options = Options(text)
    options.restore_environment()
    if is_helper():
        return None
    stream = Stream(options.stream, options.bytes)
    tests = options.pytest or runs_pytest()
    # What tests start is theirs to test, and a stream of one process is for no other.
    if not tests and "%p" in options.stream:
        options.offer_to_children()
    # A test may fail for what a look sees, so none is spared.
    options.every_look |= tests
    started = program()
    # However pytest was started, it is one program; its workers are given their code on the line.
    what = ("module", "pytest") if tests else started
    folder = os.getcwd()
    options.scope.append(folder)
    if what is not None and what[0] == "script":
        global main_file
        main_file = what[1]
        options.scope.append(os.path.dirname(os.path.realpath(main_file)))
    make = Agent
    if options.watch:
        import dezero_trace_watch

        make = dezero_trace_watch.Watcher
        del sys.modules["dezero_trace_watch"]
    agent = make(options, stream)
    agent.record("dezero-trace-stream", FORMAT_VERSION, "cpython")
    agent.record("sees", *agent.SEES)
    agent.record("runtime", "CPython", sys.version.split()[0], sys.version.replace("\n", " "))
    agent.record("command", *command())
    agent.record("folder", folder)
    agent.record("process", agent.process)
    if what is not None:
        agent.record("program", *what)
    agent.loads_program = started is not None and started[0] in ("script", "module")
    why = refusal()
    if why is not None:
        agent.record("end", "refused", why)
        agent.flush()
        agent.switch_off()
        return None
    agent.begin()
    if tests:
        import dezero_trace_pytest  # type: ignore[import-not-found]

        dezero_trace_pytest.offer(agent)
    if options.weak:
        import dezero_trace_weak

        agent.weak = dezero_trace_weak.WeakRun(options.weak, agent)
        del sys.modules["dezero_trace_weak"]
    return agent


AGENT: Optional[Agent] = None


def enter(counts: tuple[int, int, int, bool]) -> None:
    """Called by the door, with the collector's counters and whether it was on, before it loaded this file."""
    global AGENT
    AGENT = start(os.environ[VARIABLE])
    restore_counts(counts[:3])
    if counts[3]:
        gc.enable()


# Objects that the collector counted, or not: a counted one raises its counter, one that goes lowers it.
BALLAST: list[list[None]] = []


def restore_counts(counts: tuple[int, int, int]) -> None:
    """Sets the collector's counters to what they were, so that it runs when it would have run without the agent."""
    BALLAST.extend([] for _ in range(1000))
    if gc.get_freeze_count():
        # 3.12 begins with frozen objects, which must stay so. The oldest counter, which stands as it was, gains one.
        gc.collect(1)
    else:
        # Without a collection: everything so far goes to the oldest generation, and all counters to zero.
        gc.freeze()
        gc.unfreeze()
        for _ in range(counts[2]):
            gc.collect(1)
    for _ in range(counts[1]):
        gc.collect(0)
    BALLAST.extend([] for _ in range(counts[0] - gc.get_count()[0]))


def lower_count(count: int) -> None:
    """Sets the collector's counter of new objects to what it was, as far as there is ballast."""
    del BALLAST[: max(0, gc.get_count()[0] - count)]
