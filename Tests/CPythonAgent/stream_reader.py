"""Reads a stream of version 1 (docs/streams.md), strictly. It is for tests: the product's reader is written in Swift."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Dict, List, Optional, Tuple

MOST_OBJECTS = 2**31 - 1
MOST_BYTES_OF_A_LINE = 1 << 20
NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,18})\Z")
ESCAPE = re.compile(r"\\(?:u\{([0-9A-F]{1,6})\}|(.))", re.DOTALL)
PLAIN = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r", "-": "-"}

ROLES = {"subject", "leaf", "connector"}
ORIGINS = {"user", "library", None}
FIELD_KINDS = {"stored", "capture", "local", "element", "link", "silent"}
MARK_KINDS = {"look", "asked", "test", "scope", "end", "dropped", "exit"}
ROOT_KINDS = {"global", "local", "thread", "outside"}
SEES = {"holders at marks", "counts", "roots", "sites", "statements", "holders", "events"}


class Damaged(Exception):
    """The stream breaks a rule at a line (from 1)."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line
        self.why = why


@dataclass
class TypeDefinition:
    """A `type` record."""

    role: str
    origin: Optional[str]
    module: Optional[str]
    name: str
    kind: Optional[str]
    file: Optional[str]
    line: Optional[int]

    @property
    def shown(self) -> str:
        """As people read it: `Node`, `function click`."""
        return f"{self.kind} {self.name}" if self.kind else self.name


@dataclass
class FieldDefinition:
    """A `field` record."""

    kind: str
    type: Optional[int]
    name: str


@dataclass
class Site:
    """A `site` record."""

    file: Optional[str]
    line: Optional[int]
    function: Optional[str]
    statement: Optional[str] = None


@dataclass
class Object:
    """An `obj` record."""

    id: int
    type: int
    bytes: int
    count: Optional[int]
    site: Optional[int] = None
    ordinal: Optional[int] = None


@dataclass
class Reference:
    """One reference of a `ref`, `weak` or `may` record; without an owner its owner is unknown."""

    owner: Optional[int]
    field: Optional[int]
    owned: int
    strength: str


@dataclass
class Snapshot:
    """What stands between `mark` and `marked`."""

    id: int
    kind: str
    name: str
    judged: bool
    collection: Optional[str]
    objects: Dict[int, Object] = field(default_factory=dict)
    references: List[Reference] = field(default_factory=list)
    roots: Dict[int, Tuple[str, Optional[str], Optional[str]]] = field(default_factory=dict)
    more: List[Tuple[int, int]] = field(default_factory=list)
    alive: List[Tuple[int, int, Optional[int]]] = field(default_factory=list)
    examined: int = 0
    unexamined: int = 0
    same: Optional["Snapshot"] = None


@dataclass
class Step:
    """A `step` record with its effect."""

    number: int
    how: str
    site: Optional[int]
    returned: Optional[str]
    effects: List[Tuple[str, ...]] = field(default_factory=list)


@dataclass
class Run:
    """A stream."""

    source: str
    sees: List[str] = field(default_factory=list)
    facts: Dict[str, List[Optional[str]]] = field(default_factory=dict)
    types: List[TypeDefinition] = field(default_factory=list)
    fields: List[FieldDefinition] = field(default_factory=list)
    sites: List[Site] = field(default_factory=list)
    snapshots: List[Snapshot] = field(default_factory=list)
    watched: Dict[int, Tuple[int, Optional[int], Optional[int]]] = field(default_factory=dict)
    steps: List[Step] = field(default_factory=list)
    children: List[Tuple[str, str, Optional[str]]] = field(default_factory=list)
    tried: List[List[Optional[str]]] = field(default_factory=list)
    notes: List[Tuple[str, str]] = field(default_factory=list)
    end: Optional[Tuple[str, Optional[str]]] = None

    def type(self, id: int) -> TypeDefinition:
        return self.types[id - 1]

    def field(self, id: int) -> FieldDefinition:
        return self.fields[id - 1]


def unescaped(text: str) -> str:
    """The text of a column."""
    if "\\" not in text:
        return text

    def plain(match: "re.Match[str]") -> str:
        if match.group(1):
            code = int(match.group(1), 16)
            if code > 0x10FFFF:
                raise ValueError("no such character")
            return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)
        if match.group(2) not in PLAIN:
            raise ValueError("an unknown escape")
        return PLAIN[match.group(2)]

    if text.endswith("\\") and not text.endswith("\\\\"):
        raise ValueError("an unknown escape")
    return ESCAPE.sub(plain, text)


class Reader:
    """Reads one stream, line by line."""

    def __init__(self) -> None:
        self.run: Optional[Run] = None
        self.snapshot: Optional[Snapshot] = None
        self.types_of: List[int] = []
        self.line = 0
        self.gone: set = set()

    # --- Columns ---

    def fail(self, why: str) -> "Damaged":
        return Damaged(self.line, why)

    def text(self, column: str) -> Optional[str]:
        if column == "-":
            return None
        try:
            return unescaped(column)
        except ValueError as error:
            raise self.fail(str(error)) from None

    def some_text(self, column: str) -> str:
        text = self.text(column)
        if text is None:
            raise self.fail("a column that must not be empty is `-`")
        return text

    def number(self, column: str) -> int:
        if not NUMBER.match(column) or int(column) >= 2**63:
            raise self.fail(f"{column!r} is no number")
        return int(column)

    def optional_number(self, column: str) -> Optional[int]:
        return None if column == "-" else self.number(column)

    def word(self, column: str, words: set) -> Optional[str]:
        value = None if column == "-" else column
        if value not in words:
            raise self.fail(f"unknown word {column!r}")
        return value

    def reference_to(self, column: str, table: list, what: str) -> int:
        id = self.number(column)
        if not 1 <= id <= len(table):
            raise self.fail(f"{what} {id} is not defined")
        return id

    def optional_reference_to(self, column: str, table: list, what: str) -> Optional[int]:
        return None if column == "-" else self.reference_to(column, table, what)

    def columns(self, values: List[str], least: int, most: int) -> List[str]:
        if not least <= len(values) <= most:
            raise self.fail(f"{len(values)} columns instead of {least} to {most}")
        return values + ["-"] * (most - len(values))

    # --- Records ---

    def read(self, line: bytes) -> None:
        """Reads a line without its line feed."""
        self.line += 1
        if len(line) > MOST_BYTES_OF_A_LINE:
            raise self.fail("the line is too long")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            raise self.fail("no UTF-8") from None
        word, *values = text.split("\t")
        if self.run is None:
            if word != "dezero-trace-stream":
                raise self.fail("no stream of dezero-trace")
            version, source = self.columns(values, 2, 2)
            if version != "1":
                raise self.fail(f"version {version}")
            self.run = Run(self.some_text(source))
            return
        if self.run.end is not None:
            raise self.fail("a record after the end")
        reader = getattr(self, "read_" + word, None) if word.isidentifier() and word in WORDS else None
        if reader is None:
            raise self.fail(f"unknown record {word!r}")
        if word in INSIDE and self.snapshot is None:
            raise self.fail(f"{word} outside of a snapshot")
        if word in OUTSIDE and self.snapshot is not None:
            raise self.fail(f"{word} inside of a snapshot")
        reader(values)

    def fact(self, word: str, values: List[str], least: int, most: int) -> None:
        if word in self.run.facts:
            raise self.fail(f"a second {word}")
        self.run.facts[word] = [self.text(each) for each in self.columns(values, least, max(most, len(values)))]

    def read_sees(self, values: List[str]) -> None:
        if self.run.snapshots or self.run.sees:
            raise self.fail("sees stands too late")
        for each in values:
            if each not in SEES:
                raise self.fail(f"unknown word {each!r}")
        self.run.sees = values

    def read_runtime(self, values: List[str]) -> None:
        self.fact("runtime", values, 1, 3)

    def read_command(self, values: List[str]) -> None:
        self.fact("command", values, 1, 1)

    def read_program(self, values: List[str]) -> None:
        self.fact("program", values, 1, 2)

    def read_folder(self, values: List[str]) -> None:
        self.fact("folder", values, 1, 1)

    def read_process(self, values: List[str]) -> None:
        self.fact("process", [str(self.number(self.columns(values, 1, 1)[0]))], 1, 1)

    def dense(self, column: str, table: list) -> None:
        if self.number(column) != len(table) + 1:
            raise self.fail(f"id {column} is not the last plus one")

    def read_type(self, values: List[str]) -> None:
        id, role, origin, module, name, kind, file, line = self.columns(values, 5, 8)
        self.dense(id, self.run.types)
        if role not in ROLES:
            raise self.fail(f"unknown role {role!r}")
        self.run.types.append(
            TypeDefinition(
                role,
                self.word(origin, ORIGINS),
                self.text(module),
                self.some_text(name),
                self.text(kind),
                self.text(file),
                self.optional_number(line),
            )
        )

    def read_field(self, values: List[str]) -> None:
        id, kind, owner, name = self.columns(values, 4, 4)
        self.dense(id, self.run.fields)
        if kind not in FIELD_KINDS:
            raise self.fail(f"unknown kind {kind!r}")
        owner_id = self.optional_reference_to(owner, self.run.types, "type")
        if (owner_id is None) == (kind in ("stored", "capture", "local")):
            raise self.fail(f"a {kind} field with the wrong type")
        self.run.fields.append(FieldDefinition(kind, owner_id, self.some_text(name)))

    def read_site(self, values: List[str]) -> None:
        id, file, line, function, statement = self.columns(values, 1, 5)
        self.dense(id, self.run.sites)
        place = self.text(file), self.optional_number(line), self.text(function), self.text(statement)
        self.run.sites.append(Site(*place))

    def read_mark(self, values: List[str]) -> None:
        id, kind, name, judged, collection = self.columns(values, 4, 5)
        self.dense(id, self.run.snapshots)
        if not self.run.sees:
            raise self.fail("a mark before sees")
        if kind not in MARK_KINDS:
            raise self.fail(f"unknown kind {kind!r}")
        if judged not in ("yes", "no"):
            raise self.fail(f"unknown word {judged!r}")
        caught = self.word(collection, {"automatic", "program", None})
        self.snapshot = Snapshot(int(id), kind, self.some_text(name), judged == "yes", caught)

    def object(self, column: str) -> int:
        id = self.number(column)
        snapshot: Optional[Snapshot] = self.snapshot
        while snapshot is not None:
            if id in snapshot.objects:
                return id
            snapshot = snapshot.same
        raise self.fail(f"object {id} is not in the snapshot")

    def define(self, column: str, type: int) -> int:
        id = self.number(column)
        if id == len(self.types_of) + 1 and id <= MOST_OBJECTS:
            self.types_of.append(type)
        elif not 1 <= id <= len(self.types_of):
            raise self.fail(f"object {id} is not the last plus one")
        elif self.types_of[id - 1] != type:
            raise self.fail(f"object {id} was of another type")
        return id

    def read_obj(self, values: List[str]) -> None:
        id, type, size, count, site, ordinal = self.columns(values, 3, 6)
        type_id = self.reference_to(type, self.run.types, "type")
        object_id = self.define(id, type_id)
        if object_id in self.snapshot.objects:
            raise self.fail(f"object {id} stands twice in the snapshot")
        self.snapshot.objects[object_id] = Object(
            object_id,
            type_id,
            self.number(size),
            self.optional_number(count),
            self.optional_reference_to(site, self.run.sites, "site"),
            self.optional_number(ordinal),
        )

    def references(self, values: List[str], strength: str) -> None:
        if len(values) < 3 or len(values) % 2 == 0:
            raise self.fail("an owner and pairs of a field and an object are expected")
        owner = None if values[0] == "?" else self.object(values[0])
        for field_id, owned in zip(values[1::2], values[2::2]):
            named = self.optional_reference_to(field_id, self.run.fields, "field")
            self.snapshot.references.append(Reference(owner, named, self.object(owned), strength))

    def read_ref(self, values: List[str]) -> None:
        self.references(values, "strong")

    def read_weak(self, values: List[str]) -> None:
        self.references(values, "weak")

    def read_may(self, values: List[str]) -> None:
        self.references(values, "may")

    def read_root(self, values: List[str]) -> None:
        id, kind, name, where = self.columns(values, 2, 4)
        if kind not in ROOT_KINDS:
            raise self.fail(f"unknown kind {kind!r}")
        self.snapshot.roots[self.object(id)] = (kind, self.text(name), self.text(where))

    def read_more(self, values: List[str]) -> None:
        type, count, size = self.columns(values, 2, 3)
        self.optional_number(size)
        self.snapshot.more.append((self.reference_to(type, self.run.types, "type"), self.number(count)))

    def read_alive(self, values: List[str]) -> None:
        type, count, size, object = self.columns(values, 2, 4)
        self.optional_number(size)
        end = None if object == "-" else self.object(object)
        self.snapshot.alive.append((self.reference_to(type, self.run.types, "type"), self.number(count), end))

    def read_same(self, values: List[str]) -> None:
        if self.snapshot.objects or self.snapshot.same:
            raise self.fail("same stands first in a snapshot")
        mark = self.reference_to(self.columns(values, 1, 1)[0], self.run.snapshots, "mark")
        self.snapshot.same = self.run.snapshots[mark - 1]

    def read_marked(self, values: List[str]) -> None:
        examined, unexamined = self.columns(values, 2, 2)
        self.snapshot.examined = self.number(examined)
        self.snapshot.unexamined = self.number(unexamined)
        self.run.snapshots.append(self.snapshot)
        self.snapshot = None

    def read_watch(self, values: List[str]) -> None:
        id, type, site, ordinal = self.columns(values, 2, 4)
        type_id = self.reference_to(type, self.run.types, "type")
        object_id = self.define(id, type_id)
        if object_id in self.run.watched:
            raise self.fail(f"object {id} is watched already")
        self.run.watched[object_id] = (
            type_id,
            self.optional_reference_to(site, self.run.sites, "site"),
            self.optional_number(ordinal),
        )

    def watched(self, column: str) -> int:
        id = self.number(column)
        if id not in self.run.watched or id in self.gone:
            raise self.fail(f"object {id} is not watched")
        return id

    def read_step(self, values: List[str]) -> None:
        number, how, site, returned = self.columns(values, 3, 4)
        if how not in ("statement", "return"):
            raise self.fail(f"unknown word {how!r}")
        at = self.number(number)
        if self.run.steps and at <= self.run.steps[-1].number:
            raise self.fail("the number of a step does not grow")
        place = self.optional_reference_to(site, self.run.sites, "site")
        self.run.steps.append(Step(at, how, place, self.text(returned)))

    def effect(self, *parts: object) -> None:
        if not self.run.steps:
            raise self.fail("an effect before the first step")
        self.run.steps[-1].effects.append(parts)

    def read_count(self, values: List[str]) -> None:
        id, count = self.columns(values, 2, 2)
        self.effect("count", self.watched(id), self.number(count))

    def read_gain(self, values: List[str]) -> None:
        self.edge("gain", values)

    def read_lose(self, values: List[str]) -> None:
        self.edge("lose", values)

    def edge(self, word: str, values: List[str]) -> None:
        owner, field_id, owned = self.columns(values, 3, 3)
        named = self.optional_reference_to(field_id, self.run.fields, "field")
        self.effect(word, self.watched(owner), named, self.watched(owned))

    def read_gone(self, values: List[str]) -> None:
        id = self.watched(self.columns(values, 1, 1)[0])
        self.effect("gone", id)
        self.gone.add(id)

    def read_child(self, values: List[str]) -> None:
        how, name, observed = self.columns(values, 1, 3)
        if how not in ("fork", "spawn", "exec", "command"):
            raise self.fail(f"unknown word {how!r}")
        self.run.children.append((how, self.text(name) or "", self.word(observed, {"no", None})))

    def read_tried(self, values: List[str]) -> None:
        slot, *numbers = self.columns(values, 6, 6)
        self.run.tried.append([self.some_text(slot), *(str(self.number(each)) for each in numbers)])

    def read_note(self, values: List[str]) -> None:
        code, text = self.columns(values, 2, 2)
        self.run.notes.append((self.some_text(code), self.some_text(text)))

    def read_end(self, values: List[str]) -> None:
        how, why = self.columns(values, 1, 2)
        if how not in ("finished", "stopped", "refused", "absent"):
            raise self.fail(f"unknown word {how!r}")
        self.run.end = (how, self.text(why))


INSIDE = {"obj", "ref", "weak", "may", "root", "more", "alive", "same", "marked"}
OUTSIDE = {"mark", "watch", "step", "count", "gain", "lose", "gone", "end", "tried", "child", "program"}
WORDS = {name[5:] for name in vars(Reader) if name.startswith("read_")}


def read(data: bytes) -> Run:
    """Reads a stream. A last line without its line feed is not read; without `end` the run is interrupted."""
    reader = Reader()
    *lines, cut = data.split(b"\n")
    for line in lines:
        reader.read(line)
    if reader.run is None:
        raise Damaged(1, "an empty stream" if not cut else "no line is whole")
    return reader.run
