"""A run of a program with some of its fields weak: would a ring be gone, and would the program notice?

A field `Type.field` is made weak from outside: the class gets a data descriptor of that name as soon as its own name is
bound, after its decorators. What is stored is kept as a weak reference at the place where it would have been kept; reading
it gives the object back, or None where it has died, which is counted. A list becomes a list that holds its elements weakly
and passes on what is done to it. What cannot be held weakly stays strong, and is counted, too: without it the run would say
nothing. Bound methods and functions stay strong, since nothing else holds them as a rule.

The classes of the user's that have `__slots__` get a `__weakref__`, without which nobody could refer to them weakly. A field
that a property guards, or that the program stores through `__dict__`, is not made weak, and the record `tried` tells.
"""

from __future__ import annotations

import builtins
import sys
from _weakref import ref

from dezero_trace_agent import (
    USER,
    Agent,
    BuiltinFunctionType,
    Definitions,
    FunctionType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
    class_variables,
    frame_code,
    function_code,
    is_foreign,
    type_mro,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterable, Iterator, Optional

ABSENT = object()
# What holds nothing that counts: it is stored as it is.
PLAIN = (type(None), bool, int, float, complex, str, bytes, type, ModuleType)


class Count:
    """What became of one slot in the run."""

    def __init__(self, slot: str) -> None:
        self.slot = slot
        self.installed = 0
        self.stores = 0
        self.strong = 0
        self.reads = 0
        self.dead = 0

    def weak(self, value: Any) -> Any:
        """What is kept of an object: a weak reference where there can be one."""
        if issubclass(type(value), PLAIN):
            return value
        if type(value) in (FunctionType, MethodType, BuiltinFunctionType):
            self.strong += 1
            return value
        try:
            return Held(value)
        except TypeError:
            self.strong += 1
            return value

    def strong_again(self, kept: Any) -> Any:
        """The object that something is kept of."""
        if type(kept) is not Held:
            return kept
        value = kept()
        if value is None:
            self.dead += 1
        else:
            self.reads += 1
        return value


class Held(ref):  # type: ignore[type-arg]
    """A weak reference of ours, so that the program's own are told from it."""

    __slots__ = ()


class WeakField:
    """The descriptor: it keeps weakly what is stored in a field, at the place where it would have been kept."""

    def __init__(self, name: str, default: Any, count: Count) -> None:
        self.name = name
        self.count = count
        # A slot of the class, or what reading the class gives.
        self.slot = default if type(default) is MemberDescriptorType else None
        self.default = ABSENT if self.slot is not None else default

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            if self.slot is not None:
                return self.slot
            if self.default is ABSENT:
                raise AttributeError(f"type object {owner.__name__!r} has no attribute {self.name!r}")
            return self.default
        if self.slot is not None:
            kept = self.slot.__get__(instance)
        else:
            kept = self._variables(instance).get(self.name, self.default)
            if kept is ABSENT:
                raise AttributeError(f"{type(instance).__name__!r} object has no attribute {self.name!r}")
        if type(kept) is tuple:
            return tuple(map(self.count.strong_again, kept))
        return self.count.strong_again(kept)

    def __set__(self, instance: Any, value: Any) -> None:
        self.count.stores += 1
        if type(value) is list:
            kept: Any = WeakList(value, self.count)
        elif type(value) is WeakList:
            kept = value
        elif type(value) is tuple:
            kept = tuple(map(self.count.weak, value))
        elif issubclass(type(value), (list, tuple, dict, set, frozenset)):
            self.count.strong += 1
            kept = value
        else:
            kept = self.count.weak(value)
        if self.slot is not None:
            self.slot.__set__(instance, kept)
        else:
            self._variables(instance)[self.name] = kept

    def __delete__(self, instance: Any) -> None:
        if self.slot is not None:
            self.slot.__delete__(instance)
            return
        try:
            del self._variables(instance)[self.name]
        except KeyError:
            raise AttributeError(self.name) from None

    @staticmethod
    def _variables(instance: Any) -> dict[str, Any]:
        for kind in type_mro(type(instance)):
            own = class_variables(kind).get("__dict__")
            if own is not None:
                variables: dict[str, Any] = own.__get__(instance)
                return variables
        raise AttributeError("__dict__")


class WeakList(list):  # type: ignore[type-arg]
    """A list that holds its elements weakly and hands them out strongly; one whose element has died has None there."""

    __slots__ = ("slot", "__weakref__")

    def __init__(self, values: Iterable[Any], slot: Count) -> None:
        self.slot = slot
        super().__init__(map(slot.weak, values))

    def now(self) -> list[Any]:
        """The elements."""
        return list(map(self.slot.strong_again, list.__iter__(self)))

    # Reading.

    def __len__(self) -> int:
        # Who asks how many there are takes it that they live.
        for kept in list.__iter__(self):
            self.slot.strong_again(kept)
        return list.__len__(self)

    def __bool__(self) -> bool:
        return len(self) > 0

    def __iter__(self) -> Iterator[Any]:
        at = 0
        # Like a list's own: what is added meanwhile comes, too.
        while at < list.__len__(self):
            yield self.slot.strong_again(list.__getitem__(self, at))
            at += 1

    def __getitem__(self, at: Any) -> Any:
        if type(at) is slice:
            return list(map(self.slot.strong_again, list.__getitem__(self, at)))
        return self.slot.strong_again(list.__getitem__(self, at))

    def __reversed__(self) -> Iterator[Any]:
        return reversed(self.now())

    def __contains__(self, value: Any) -> bool:
        return value in self.now()

    def __eq__(self, other: Any) -> Any:
        return self.now() == list(other) if isinstance(other, list) else NotImplemented

    def __ne__(self, other: Any) -> Any:
        return self.now() != list(other) if isinstance(other, list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: Any) -> Any:
        return self.now() < list(other)

    def __gt__(self, other: Any) -> Any:
        return self.now() > list(other)

    def __le__(self, other: Any) -> Any:
        return self.now() <= list(other)

    def __ge__(self, other: Any) -> Any:
        return self.now() >= list(other)

    def __repr__(self) -> str:
        return repr(self.now())

    def __add__(self, other: Any) -> Any:
        return self.now() + list(other)

    def __radd__(self, other: Any) -> Any:
        return list(other) + self.now()

    def __mul__(self, times: Any) -> Any:
        return self.now() * times

    __rmul__ = __mul__

    def __reduce_ex__(self, protocol: Any) -> Any:
        return list, (self.now(),)

    def copy(self) -> Any:
        return self.now()

    __copy__ = copy

    def index(self, *arguments: Any) -> int:
        return self.now().index(*arguments)

    def count(self, value: Any) -> int:
        return self.now().count(value)

    # Writing.

    def append(self, value: Any) -> None:
        list.append(self, self.slot.weak(value))

    def extend(self, values: Iterable[Any]) -> None:
        list.extend(self, map(self.slot.weak, values))

    def __iadd__(self, values: Iterable[Any]) -> Any:
        self.extend(values)
        return self

    def insert(self, at: Any, value: Any) -> None:
        list.insert(self, at, self.slot.weak(value))

    def __setitem__(self, at: Any, value: Any) -> None:
        list.__setitem__(self, at, list(map(self.slot.weak, value)) if type(at) is slice else self.slot.weak(value))

    def remove(self, value: Any) -> None:
        del self[self.now().index(value)]

    def pop(self, at: Any = -1) -> Any:
        return self.slot.strong_again(list.pop(self, at))

    def sort(self, **arguments: Any) -> None:
        self[:] = sorted(self.now(), **arguments)


class WeakRun:
    """Makes the fields weak whose classes come by, and tells what became of each."""

    def __init__(self, slots: list[str], agent: Agent) -> None:
        self.agent = agent
        self.counts: list[Count] = []
        # By the class's qualified name: its module, or nothing where any will do; the field; the slot's count.
        self.wanted: dict[str, list[tuple[str, str, Count]]] = {}
        for slot in slots:
            module, colon, rest = slot.rpartition(":")
            kind, _, field = rest.rpartition(".")
            count = Count(slot)
            self.counts.append(count)
            self.wanted.setdefault(kind, []).append((module, field, count))
        self.original = builtins.__build_class__
        builtins.__build_class__ = self.build_class

    def tell(self) -> None:
        """Records what became of the slots."""
        for each in self.counts:
            self.agent.record("tried", each.slot, each.installed, each.stores, each.strong, each.reads, each.dead)

    # --- Classes as they are made ---

    def build_class(self, body: Any, name: str, *bases: Any, metaclass: Any = None, **keywords: Any) -> Any:
        """What a class statement calls."""
        if self.agent.stream is None or self.agent.scope.origin(function_code(body).co_filename) != USER:
            return self._build(body, name, bases, metaclass, keywords)
        shim = WithWeakReferences(metaclass, bases)
        made = self._build(body, name, bases, shim if shim.is_needed else metaclass, keywords)
        if isinstance(made, type) and Definitions.name(made) in self.wanted:
            self._await(sys._getframe(1), name, made)
        return made

    def _build(self, body: Any, name: str, bases: Any, metaclass: Any, keywords: Any) -> Any:
        if metaclass is not None:
            keywords["metaclass"] = metaclass
        return self.original(body, name, *bases, **keywords)

    def _await(self, frame: Any, name: str, made: type) -> None:
        """Installs the descriptors once the class's name is bound: decorators may make another class of it."""
        before = frame.f_locals.get(name, ABSENT)
        if is_foreign(sys.gettrace()):
            self._install(made)
            return
        outer_trace, outer_global = frame.f_trace, sys.gettrace()
        code = frame_code(frame)

        def watch(frame: Any, event: str, argument: Any) -> Any:
            bound = frame.f_locals.get(name, ABSENT)
            is_bound = bound is not before and isinstance(bound, type)
            if not is_bound and event != "return":
                return watch
            self._install(bound if is_bound else made)
            frame.f_trace = outer_trace
            sys.settrace(outer_global)
            return outer_trace

        def pass_by(frame: Any, event: str, argument: Any) -> Any:
            return watch if frame_code(frame) is code else None

        frame.f_trace = watch
        sys.settrace(pass_by)

    def _install(self, kind: type) -> None:
        for module, field, count in self.wanted.get(Definitions.name(kind), ()):
            if module and module != Definitions.module(kind):
                continue
            present: Any = ABSENT
            for each in type_mro(kind):
                present = class_variables(each).get(field, ABSENT)
                if present is not ABSENT:
                    break
            guards = present is not ABSENT and type(present) is not MemberDescriptorType
            if guards and any("__set__" in class_variables(each) for each in type_mro(type(present))):
                # A property, or a descriptor of the program's own.
                continue
            try:
                type.__setattr__(kind, field, WeakField(field, present, count))
            except TypeError:
                continue
            count.installed += 1


class WithWeakReferences:
    """Stands for a metaclass, and adds `__weakref__` to `__slots__` where nothing has it."""

    def __init__(self, metaclass: Any, bases: Iterable[Any]) -> None:
        self.metaclass = metaclass
        # A callable that is no class is the program's own business.
        self.is_needed = metaclass is None or isinstance(metaclass, type)

    def _winner(self, bases: Iterable[Any]) -> Any:
        winner = self.metaclass or type
        for base in bases:
            if issubclass(type(base), winner):
                winner = type(base)
        return winner

    def __prepare__(self, name: str, bases: Any, **keywords: Any) -> Any:
        winner = self._winner(bases)
        prepare: Optional[Callable[..., Any]] = getattr(winner, "__prepare__", None)
        return prepare(name, bases, **keywords) if prepare is not None else {}

    def __call__(self, name: str, bases: Any, space: Any, **keywords: Any) -> Any:
        winner = self._winner(bases)
        slots = dict.get(space, "__slots__", None) if isinstance(space, dict) else None
        has_one = any(getattr(base, "__weakrefoffset__", 0) for base in bases)
        if slots is not None and not has_one and isinstance(slots, (tuple, list, str)):
            names = (slots,) if isinstance(slots, str) else tuple(slots)
            if "__weakref__" not in names:
                space["__slots__"] = (*names, "__weakref__")
                try:
                    return winner(name, bases, space, **keywords)
                except TypeError:
                    # What has items of its own, such as a tuple, can have none.
                    space["__slots__"] = slots
        return winner(name, bases, space, **keywords)
