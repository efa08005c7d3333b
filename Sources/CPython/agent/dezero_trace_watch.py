"""The second run of a program that `dezero-trace record --explain` observes: which statement closed a ring, which lost it.

The first run told which types lie on rings. Here a few objects of these types, *exemplars*, are followed from the
statement that makes them to the one after which nothing reaches them. Everything is seen at the grain of statements of the
user's files: what differs between two events of ``sys.settrace`` is the effect of the statement that was in progress. What
the records mean is described in docs/streams.md, "Watched objects"; what a ring is, and what closed it, is concluded by
their reader.

An exemplar is found by comparing the youngest generation before and after a statement, so where it was made needs no
tracemalloc. It is held by the agent from then on, so no address is used twice; what nothing but the agent holds would have
been freed, and is let go at once. What a collection would free is let go as soon as nothing reaches it. What is not certain
has no place: two threads between two events, or an event loop at work between two statements.
"""

from __future__ import annotations

import gc
import os
import sys
from _thread import get_ident
from itertools import compress
from opcode import opname
from time import process_time

import dezero_trace_agent as agent
from dezero_trace_agent import (
    ATOMS,
    GENERATORS,
    HELD_BY_A_LIST,
    SUBJECT,
    USER,
    Agent,
    Definitions,
    FrameType,
    FunctionType,
    ModuleType,
    Names,
    Options,
    Processes,
    References,
    Scope,
    Stream,
    TypeRecord,
    address_of,
    escaped,
    frame_code,
    get_referents,
    getrefcount,
    is_foreign,
    is_namespace,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Iterator, Optional

GENERATOR_FLAGS = 0x20 | 0x80 | 0x200
COROUTINE_FLAGS = 0x80 | 0x200
CALLS = {"frame", *(word for word, _ in GENERATORS.values())}
SUSPENDS = {"YIELD_VALUE", "YIELD_FROM", "SEND"}


class WatchedDefinitions(Definitions):
    """Types by what the first run called them, and the sites of statements."""

    def __init__(self, scope: Scope, options: Options) -> None:
        super().__init__(scope)
        # By module, word and name: the types whose objects are exemplars, each with the number of rings that it lies on,
        # and those whose objects are watched where an exemplar leads there.
        self.wanted = {each: options.watch.count(each) for each in options.watch}
        self._near = {*options.watch, *options.near}
        self.words = {word for _, word, _ in self.wanted}
        # The same by the types' ids.
        self.rings: dict[int, int] = {}
        self.near: set[int] = set()
        self._sites: dict[tuple[str, int, str], int] = {}
        self._site_lines: list[str] = []
        self._texts: dict[str, list[str]] = {}

    def _record(self, role: str, origin: str, module: str, name: str, word: str, file: str, line: int) -> TypeRecord:
        record = super()._record(role, origin, module, name, word, file, line)
        # A call that goes on may close a ring that has another end when it has ended.
        if (module, word, name) in self._near or (word in CALLS and origin == USER):
            self.near.add(record.id)
            if (module, word, name) in self.wanted:
                self.rings[record.id] = self.wanted[module, word, name]
        return record

    def new_lines(self) -> list[str]:
        lines = super().new_lines() + self._site_lines
        self._site_lines = []
        return lines

    def site(self, place: Optional[tuple[Any, int]]) -> str:
        """The id of a statement, of its code and line; `-` for none."""
        if place is None:
            return "-"
        code, line = place
        name = qualified_name(code)
        key = (code.co_filename, line, name)
        known = self._sites.get(key)
        if known is None:
            known = self._sites[key] = len(self._sites) + 1
            text = self._text(code.co_filename, line)
            columns = [str(known), escaped(key[0]), str(line), escaped(name), escaped(text) if text else "-"]
            self._site_lines.append("site\t" + "\t".join(columns))
        return str(known)

    def _text(self, file: str, line: int) -> str:
        lines = self._texts.get(file)
        if lines is None:
            try:
                with open(file, "rb") as source:
                    lines = source.read(1 << 22).decode("utf-8", "replace").splitlines()
            except OSError:
                lines = []
            self._texts[file] = lines
        return lines[line - 1].strip() if 0 < line <= len(lines) else ""


class WatchedReferences(References):
    """References that may ask an object for its `__dict__`, but never a frame for its variables."""

    def _attributes(self, plan: Any, own: Any, value: Any, found: list[Any]) -> Iterator[Any]:
        self.may_make = True
        try:
            yield from super()._attributes(plan, own, value, found)
        finally:
            self.may_make = False


class Exemplars:
    """The watched objects: their counts, and the references among them, as of the last statement.

    An object is held by `objects` and nothing else of the agent's. Numbers are the stream's, and none is used twice.
    """

    # An object that refers to more is not followed: asking it after every statement would take too long.
    MOST_REFERENTS = 500
    MOST_OBJECTS = 250
    # So many of the user's objects away from an exemplar others are followed.
    MOST_HOPS = 2

    def __init__(self, definitions: WatchedDefinitions) -> None:
        self.definitions = definitions
        self.objects: list[Any] = []
        self.numbers: dict[int, int] = {}
        self.made = 0
        # Dicts that are folded into their owners.
        self.folded: list[Any] = []
        # As of the last look: the counts in the order of the objects, and where all of these led.
        self.counts: list[int] = []
        self.leads: list[int] = []
        # The count that was written last, by number; the numbers of those whose count had fallen at the last look.
        self.told: dict[int, int] = {}
        self.fell: list[int] = []
        self.is_rewired = False
        self.trace: Any = None
        # How many of the user's objects lie between it and an exemplar, by number.
        self.hops: dict[int, int] = {}
        # Where an object led when its references were read, by its number.
        self.led: dict[int, list[int]] = {}
        # The references out of an object as (field or 0, number), by its number.
        self.edges: dict[int, list[tuple[int, int]]] = {}

    def add(self, value: Any, site: str = "-", ordinal: int = 0, hops: int = 0) -> str:
        """Watches an object from here on. Returns its record."""
        self.made += 1
        self.hops[self.made] = hops
        self.numbers[address_of(value)] = self.made
        self.objects.append(value)
        return f"watch\t{self.made}\t{self.definitions.of(value).id}\t{site}\t{ordinal or '-'}"

    def look(self) -> list[str]:
        """What is different since the last look, as records."""
        counts = list(map(getrefcount, self.objects))
        leads = list(map(address_of, get_referents(*self.objects, *self.folded)))
        if counts == self.counts and leads == self.leads:
            return []
        records = []
        self.fell = []
        self.is_rewired = False
        if leads != self.leads or HELD_BY_A_LIST in counts:
            records += self._follow()
            while True:
                counts = list(map(getrefcount, self.objects))
                if HELD_BY_A_LIST not in counts:
                    break
                for at in reversed([at for at, count in enumerate(counts) if count == HELD_BY_A_LIST]):
                    records += self._freed(at)
                # What these held has fewer references now.
                records += self._follow()
            leads = list(map(address_of, get_referents(*self.objects, *self.folded)))
            self.is_rewired = True
        self.counts, self.leads = counts, leads
        for address, count in zip(map(address_of, self.objects), counts):
            number = self.numbers[address]
            if self.told.get(number) != count:
                if count < self.told.get(number, 0):
                    self.fell.append(number)
                self.told[number] = count
                records.append(f"count\t{number}\t{count - HELD_BY_A_LIST}")
        return records

    def _freed(self, at: int) -> list[str]:
        """Lets go of the object at a place, which nothing else holds. Returns its records."""
        number = self.numbers.pop(address_of(self.objects[at]))
        del self.objects[at]
        self.told.pop(number, None)
        records = [self._line("lose", number, *each) for each in self.edges.pop(number, ())]
        return [*records, f"gone\t{number}"]

    @staticmethod
    def _line(word: str, owner: int, field: int, owned: int) -> str:
        return f"{word}\t{owner}\t{field or '-'}\t{owned}"

    def _follow(self) -> list[str]:
        """Takes in what is near, and reads the references. Returns what is new of both."""
        records = []
        references = WatchedReferences(self.definitions, False, 0)
        references.with_leaves = False
        references.numbers.update(self.numbers)
        self.folded = []
        found_by = []
        led: dict[int, list[int]] = {}
        new: set[int] = set()
        at = 0
        while at < len(self.objects):
            value = self.objects[at]
            at += 1
            found = get_referents(value)
            if type(value) is FrameType:
                found = self._without_trace(found, references)
            references.fold(value, found, lambda each: address_of(each) not in self.numbers)
            reached = list(found)
            for each in found:
                if references.numbers.get(address_of(each)) == 0:
                    self.folded.append(each)
                    reached += get_referents(each)
            number = self.numbers[address_of(value)]
            led[number] = list(map(address_of, reached))
            if led[number] != self.led.get(number):
                for each in reached:
                    if address_of(each) in references.numbers or not self._is_near(value, each):
                        continue
                    hops = self.hops[number] + (self.definitions.of(each).role == SUBJECT)
                    if hops <= self.MOST_HOPS:
                        records.append(self.add(each, hops=hops))
                        references.number(each, self.made)
                        new.add(address_of(each))
            found_by.append((value, found))
        edges: dict[int, list[tuple[int, int]]] = {}
        for value, found in found_by:
            number = self.numbers[address_of(value)]
            if is_running(value) or (led[number] == self.led.get(number) and new.isdisjoint(led[number])):
                # While it runs its variables cannot be seen. They are what they were, as far as anyone knows.
                edges[number] = self.edges.get(number, [])
            else:
                edges[number] = references.of(value, found)
        self.led = led
        del found_by, value, found, reached
        for number, now in edges.items():
            old = list(self.edges.get(number, ()))
            if now is self.edges.get(number):
                continue
            for each in now:
                if each in old:
                    old.remove(each)
                else:
                    records.append(self._line("gain", number, *each))
            records += [self._line("lose", number, *each) for each in old]
        self.edges = edges
        self.definitions.forget_addresses()
        return records

    def _without_trace(self, found: list[Any], references: References) -> list[Any]:
        """What a frame refers to without the trace function. Up to 3.10 a dict of its variables stands before that."""
        at = next((at for at, each in enumerate(found) if each is self.trace), None)
        if at is None:
            return found
        if sys.version_info < (3, 11) and at and type(found[at - 1]) is dict and not is_namespace(found[at - 1]):
            references.numbers[address_of(found[at - 1])] = 0
            return found[: at - 1] + found[at + 1 :] + [found[at - 1]]
        return found[:at] + found[at + 1 :]

    def _is_near(self, owner: Any, value: Any) -> bool:
        kind = type(value)
        if address_of(kind) in ATOMS or issubclass(kind, (ModuleType, str, bytes)) or value is owner:
            return False
        if type(owner) is FrameType and kind is FrameType:
            # Its caller is another matter.
            return False
        if len(self.objects) >= self.MOST_OBJECTS or is_namespace(value):
            return False
        return self.definitions.of(value).id in self.definitions.near and len(get_referents(value)) <= self.MOST_REFERENTS

    def unreached(self) -> set[int]:
        """The numbers of the objects that nothing outside of the watched ones holds any more."""
        if not self.fell and not self.is_rewired:
            return set()
        known: dict[int, int] = {}
        for edges in self.edges.values():
            for _, owned in edges:
                known[owned] = known.get(owned, 0) + 1
        waiting = []
        for value, count in zip(self.objects, self.counts):
            number = self.numbers[address_of(value)]
            if count - HELD_BY_A_LIST != known.get(number, 0):
                waiting.append(number)
        held = set(waiting)
        while waiting:
            for _, owned in self.edges.get(waiting.pop(), ()):
                if owned not in held:
                    held.add(owned)
                    waiting.append(owned)
        return set(self.numbers.values()) - held

    def let_go(self, numbers: set[int]) -> list[str]:
        """Stops watching objects that nothing reaches. Their references stand to the end."""
        if not numbers:
            return []
        self.objects = [each for each in self.objects if self.numbers[address_of(each)] not in numbers]
        self.numbers = {address: number for address, number in self.numbers.items() if number not in numbers}
        self.edges = {
            owner: [each for each in edges if each[1] not in numbers]
            for owner, edges in self.edges.items()
            if owner not in numbers
        }
        for number in numbers:
            self.told.pop(number, None)
        self.folded = []
        return [f"gone\t{number}" for number in sorted(numbers)]

    def drop(self, dropped: dict[int, int]) -> list[str]:
        """As if objects had so many references less. Returns the records."""
        records = []
        for at, address in enumerate(map(address_of, self.objects)):
            number = self.numbers[address]
            if number in dropped:
                self.counts[at] -= dropped[number]
                records.append(f"count\t{number}\t{self.counts[at] - HELD_BY_A_LIST}")
        return records

    def connected(self, numbers: Iterable[int]) -> set[int]:
        """The numbers of the objects that references connect with these, in either direction."""
        beside: dict[int, set[int]] = {}
        for owner, edges in self.edges.items():
            for _, owned in edges:
                beside.setdefault(owner, set()).add(owned)
                beside.setdefault(owned, set()).add(owner)
        found, waiting = set(numbers), list(numbers)
        while waiting:
            new = beside.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found


def is_running(value: Any) -> bool:
    """Whether an object is a generator or coroutine that is at work."""
    known = GENERATORS.get(address_of(type(value)))
    return known is not None and bool(getattr(value, known[1] + "_running"))


class Watcher(Agent):
    """Follows exemplars from statement to statement."""

    SEES = ("counts", "statements", "sites")
    # So many exemplars that were made at one site are followed at once; so many of a type to their end.
    MOST_OF_A_SITE = 4
    ENOUGH = 5
    MOST_EVENTS = 3_000_000
    MOST_STEPS = 30_000
    # Seconds of this process's time that the agent may take.
    MOST_TIME = 20.0
    # With more young objects than this they are not compared, until a collection made them fewer.
    MOST_YOUNG = 20_000
    TAIL = 64
    FLUSH = 1_000

    def __init__(self, options: Options, stream: Stream) -> None:
        super().__init__(options, stream)
        self.watched = WatchedDefinitions(self.scope, options)
        self.definitions = self.watched
        self.exemplars = Exemplars(self.watched)
        # What is in progress: the statement, as its code and line; the function that ended, which the statement had
        # called; whether it is no statement of the user's, but an event loop that drives a coroutine.
        self.place: Optional[tuple[Any, int]] = None
        self.returned: Optional[Any] = None
        self.is_outside = True
        # Where the main module ended.
        self.last: Optional[tuple[Any, int]] = None
        self.thread = 0
        self.is_unsure = False
        self.has_missed = False
        self.is_busy = False
        self.events = 0
        self.spent = 0.0
        self.steps = 0
        # Since an event loop was at work: the last statement after which an object's count had fallen, by its number.
        self.fell_at: dict[int, tuple[Any, int]] = {}
        # The youngest objects of the exemplars' types, and the very youngest of all, after the last event.
        self.young: set[int] = set()
        self.youngest: list[None] = []
        self.pause = 0
        self.kinds: dict[int, bool] = {}
        self.kept_kinds: list[type] = []
        # By type and site: how many were made; how many of them are followed, and were until nothing reached them.
        self.made: dict[tuple[int, str], int] = {}
        self.followed: dict[tuple[int, str], int] = {}
        self.done_at: dict[tuple[int, str], int] = {}
        self.done: dict[int, int] = {}
        self.keys: dict[int, tuple[int, str]] = {}
        self._suspending: dict[Any, set[int]] = {}
        self.trace: Any = self._trace
        self.trace_inside: Any = self._trace_inside
        self.exemplars.trace = self.trace_inside

    def begin(self) -> None:
        import atexit
        import threading

        self.processes = Processes(self)
        if is_foreign(sys.gettrace()):
            self.refuse()
            return
        atexit.register(self.finish)
        self.flush()
        threading.settrace(self.trace)
        sys.settrace(self.trace)

    def refuse(self) -> None:
        """Something else traces this program."""
        self.record("end", "stopped", "a debugger or a measurement of coverage traces this program")
        self.flush()
        self.switch_off()

    def end(self) -> None:
        """Everything was seen, or enough."""
        self.record("end", "finished")
        self.flush()
        self.switch_off()

    def switch_off(self) -> None:
        import threading

        if sys.gettrace() is self.trace:
            sys.settrace(None)
        if getattr(threading, "_trace_hook", None) is self.trace:
            threading.settrace(None)  # type: ignore[arg-type]
        self.exemplars = Exemplars(self.watched)
        super().switch_off()

    # --- What the interpreter calls ---

    def _trace(self, frame: Any, event: str, argument: Any) -> Any:
        """A function is called, or a generator goes on."""
        code = frame_code(frame)
        if self.stream is None or not self.is_users(code):
            return None
        self.event((code, frame.f_lineno))
        return self.trace_inside

    def _trace_inside(self, frame: Any, event: str, argument: Any) -> Any:
        """A statement is about to begin, or a function has ended."""
        if self.stream is None or event == "exception":
            return self.trace_inside
        code = frame_code(frame)
        if event != "return":
            self.event((code, frame.f_lineno))
            return self.trace_inside
        goes_on = bool(code.co_flags & GENERATOR_FLAGS) and self.is_suspended(frame, code)
        caller = frame.f_back
        if code.co_flags & COROUTINE_FLAGS and not (caller is not None and self.is_users(frame_code(caller))):
            # What drives a coroutine is no statement that anyone would look at.
            self.event(None if goes_on else (code, frame.f_lineno), None, True)
            return self.trace_inside
        while caller is not None and not self.is_users(frame_code(caller)):
            caller = caller.f_back
        if caller is None:
            self.last = code, frame.f_lineno
            self.event(None, None, True)
            return self.trace_inside
        # An instance is held by what calls `__init__`, and a module by what imports it.
        returned = None if goes_on or code.co_name in ("<module>", "__init__") else code
        self.event((frame_code(caller), caller.f_lineno), returned)
        return self.trace_inside

    def is_users(self, code: Any) -> bool:
        """Whether a code's statements are the user's own. What dataclasses and the like write is nobody's."""
        file = code.co_filename
        if file == "<string>" and agent.main_file:
            return False
        return self.scope.origin(file) == USER

    def is_suspended(self, frame: Any, code: Any) -> bool:
        """Whether a generator that hands something out will go on."""
        known = self._suspending.get(code)
        if known is None:
            text = code.co_code
            known = {at for at in range(0, len(text), 2) if opname[text[at]] in SUSPENDS}
            self._suspending[code] = known
        return frame.f_lasti in known

    # --- Statements ---

    def event(self, place: Optional[tuple[Any, int]], returned: Any = None, is_outside: bool = False) -> None:
        """Whatever is different now is the effect of what was in progress. Now this is."""
        if self.is_busy:
            self.has_missed = True
            return
        self.is_busy = True
        try:
            if sys.gettrace() is not self.trace:
                self.refuse()
                return
            self.events += 1
            thread = get_ident()
            # What another thread did since, and what this one had done before, cannot be told apart.
            self.is_unsure = self.has_missed or thread != self.thread != 0
            self.thread, self.has_missed = thread, False
            began = process_time() if self.exemplars.objects else 0
            self.step(self.harvest())
            if began:
                self.spent += process_time() - began
            self.place, self.returned, self.is_outside = place, returned, is_outside
            is_over = self.steps > self.MOST_STEPS or self.events > self.MOST_EVENTS or self.spent > self.MOST_TIME
            if is_over or self.is_enough():
                self.end()
            self.youngest = []
        except (RecursionError, MemoryError):
            self.has_missed = True
        finally:
            self.is_busy = False

    def harvest(self) -> list[str]:
        """Finds what the statement made, and watches some of it. Returns the records."""
        if self.pause:
            self.pause -= 1
            return []
        objects = gc.get_objects(generation=0)
        if len(objects) > self.MOST_YOUNG:
            self.pause = 1_000
        # New objects stand behind the one that was made after the last event, unless a collection made that old.
        tail = list(map(address_of, objects[-self.TAIL :]))
        is_tail = address_of(self.youngest) in tail
        if is_tail:
            del objects[: len(objects) - len(tail) + tail.index(address_of(self.youngest)) + 1]
        kinds = list(map(type, objects))
        for address, kind in dict(zip(map(address_of, kinds), kinds)).items():
            if address not in self.kinds:
                self.kinds[address] = self.has_exemplars(kind)
                if self.kinds[address]:
                    self.kept_kinds.append(kind)
        found = list(compress(objects, map(self.kinds.__getitem__, map(address_of, kinds))))
        new = [each for each in found if address_of(each) not in self.young]
        if not is_tail:
            self.young.clear()
        self.young.update(map(address_of, found))
        place = None if self.is_unsure else self.place
        records: list[str] = []
        if place is None or self.pause:
            return records
        for value in new:
            kind = self.watched.of(value).id
            if kind not in self.watched.rings or address_of(value) in self.exemplars.numbers:
                continue
            key = kind, self.watched.site(place)
            self.made[key] = self.made.get(key, 0) + 1
            enough = self.ENOUGH * self.watched.rings[kind]
            if self.followed.get(key, 0) < self.MOST_OF_A_SITE and self.done_at.get(key, 0) < enough:
                self.followed[key] = self.followed.get(key, 0) + 1
                records.append(self.exemplars.add(value, key[1], self.made[key]))
                self.keys[self.exemplars.made] = key
        self.watched.forget_addresses()
        return records

    def has_exemplars(self, kind: type) -> bool:
        """Whether objects of a type may be exemplars."""
        if kind is FunctionType or address_of(kind) in GENERATORS:
            return bool(self.watched.words.intersection(("function", "generator", "coroutine", "async generator")))
        return (Definitions.module(kind), "-", Definitions.name(kind)) in self.watched.wanted

    def step(self, watched: list[str]) -> None:
        """Writes what a statement did."""
        if not self.exemplars.objects:
            return
        effect = self.exemplars.look()
        if not watched and not effect:
            if self.is_outside:
                self.fell_at.clear()
            return
        lost = self.exemplars.unreached()
        place, returned = (None, None) if self.is_unsure else (self.place, self.returned)
        if self.is_outside:
            if lost:
                # What the loop still held while it ran the statement goes with the statement.
                connected = self.exemplars.connected(lost)
                fell = [where for number, where in self.fell_at.items() if number in connected]
                place = fell[-1] if fell else place
            self.fell_at.clear()
        elif place is not None:
            for number in self.exemplars.fell:
                self.fell_at.pop(number, None)
                self.fell_at[number] = place
        self.write(place, returned, watched + effect + self.exemplars.let_go(lost))
        if lost:
            # A process may end without a word.
            self.flush()
        alive = set(self.exemplars.numbers.values())
        for number in [each for each in self.keys if each not in alive]:
            key = self.keys.pop(number)
            self.followed[key] -= 1
            if number in lost:
                self.done[key[0]] = self.done.get(key[0], 0) + 1
                self.done_at[key] = self.done_at.get(key, 0) + 1

    def write(self, place: Optional[tuple[Any, int]], returned: Any, effect: list[str]) -> None:
        """Writes a step."""
        site = self.watched.site(place)
        self.steps += 1
        self.lines += self.watched.new_lines()
        self.watched.written()
        how = f"return\t{site}\t{escaped(qualified_name(returned))}" if returned else f"statement\t{site}"
        self.lines.append(f"step\t{self.events}\t{how}")
        self.lines += effect
        if len(self.lines) > self.FLUSH:
            self.flush()

    def is_enough(self) -> bool:
        """Whether so many of every type were followed to their end that more would tell nothing new."""
        if len(self.done) < len(self.watched.wanted):
            return False
        return all(
            self.done.get(kind, 0) >= self.ENOUGH * rings for kind, rings in self.watched.rings.items()
        )

    # --- The end of the program ---

    def finish(self) -> None:
        """After the program's own exit handlers: what is there still, and what would be without names."""
        if self.stream is None or os.getpid() != self.process:
            return
        if sys.gettrace() is not self.trace:
            self.refuse()
            return
        try:
            self.event(None, None, True)
            if self.stream is None:
                return
            sys.settrace(None)
            self.processes.tell()
            self.drop_names()
        except BaseException as error:
            self.note("agent error", type(error).__name__)
        self.end()

    def drop_names(self) -> None:
        """As if the names of the main module were dropped."""
        dropped: dict[int, int] = {}
        for value in Names().dropped:
            number = self.exemplars.numbers.get(address_of(value))
            if number:
                dropped[number] = dropped.get(number, 0) + 1
        if not dropped:
            return
        self.exemplars.is_rewired = True
        effect = self.exemplars.drop(dropped)
        site = self.watched.site(self.last)
        self.events += 1
        self.lines += self.watched.new_lines()
        self.watched.written()
        self.lines.append(f"step\t{self.events}\treturn\t{site}\t<module>")
        self.lines += effect + self.exemplars.let_go(self.exemplars.unreached())


def qualified_name(code: Any) -> str:
    """A function's name."""
    return str(getattr(code, "co_qualname", code.co_name))
