"""What watched objects tell: which statement closed a ring and when it was lost, by the rules of docs/streams.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Dict, List, Optional, Set, Tuple

import findings
from stream_reader import Object, Reference, Run, Snapshot, Step

Edge = Tuple[int, Optional[int], int]


class Heap:
    """The watched objects after some steps."""

    def __init__(self) -> None:
        self.counts: Dict[int, int] = {}
        self.edges: Counter = Counter()

    def apply(self, step: Step) -> None:
        for word, *parts in step.effects:
            if word == "count":
                self.counts[parts[0]] = parts[1]
            elif word == "gain":
                self.edges[tuple(parts)] += 1
            elif word == "lose":
                self.edges[tuple(parts)] -= 1

    def forget(self, gone: Set[int]) -> None:
        """Objects that were freed, or are not watched any more."""
        for id in gone:
            self.counts.pop(id, None)
            for edge in list(self.edges):
                if id in (edge[0], edge[2]):
                    del self.edges[edge]

    def references(self) -> List[Reference]:
        return [Reference(owner, field, owned, "strong") for owner, field, owned in self.edges.elements()]

    def held(self) -> Set[int]:
        """What has a reference that no watched object explains, and what that leads to."""
        known = Counter(owned for _, _, owned in self.edges.elements())
        base = {id for id, count in self.counts.items() if count != known[id]}
        return findings.spread(base, self.references())


State = Tuple[Step, Set[int], List[Reference]]


def rings(run: Run) -> List[Tuple[str, List[int], Step, Optional[Step]]]:
    """Every ring of watched objects that is lost at its end: its text, members, the step that closed it, the one that
    lost it. A member that was let go because the ring was lost ends the ring's story, not the ring."""
    heap = Heap()
    states: List[State] = []
    found = {}
    for step in run.steps:
        heap.apply(step)
        states.append((step, heap.held(), heap.references()))
        gone = {parts[1] for parts in step.effects if parts[0] == "gone"}
        if gone:
            collect(run, heap, states, found, gone)
            heap.forget(gone)
    collect(run, heap, states, found, set(heap.counts))
    return list(found.values())


def collect(run: Run, heap: Heap, states: List[State], found: dict, ending: Set[int]) -> None:
    """The rings that have a member among `ending`, as they stand."""
    objects = {id: Object(id, run.watched[id][0], 0, None) for id in heap.counts}
    snapshot = Snapshot(0, "asked", "", True, None, objects)
    references = heap.references()
    for members in findings.rings(set(objects), references):
        if not ending.intersection(members) or frozenset(members) in found:
            continue
        ring = findings.shortest_ring(members, references)
        subjects = {id for id in members if run.types[run.watched[id][0] - 1].role == "subject"} or set(members)
        late = [each for each in references if is_late(run, each.owner)]
        lost = closing = None
        for step, held, edges in reversed(states):
            if held.intersection(members):
                break
            lost = step
        for step, _, edges in reversed(states):
            if not any(subjects <= set(each) for each in findings.rings(set(objects), edges + late)):
                break
            closing = step
        if lost is not None:
            found[frozenset(members)] = findings.told(run, snapshot, ring), members, closing, lost


def is_late(run: Run, id: int) -> bool:
    """Whether what an object refers to is seen only once its function has ended."""
    kind = run.types[run.watched[id][0] - 1]
    return kind.kind == "frame" or kind.name == "traceback"


def statement(run: Run, step: Step) -> str:
    """The statement of a step: what ends stores nothing, so a store is of the statement that had called it."""
    return place(run, Step(step.number, "statement", step.site, None))


def place(run: Run, step: Step) -> str:
    """A step as people say it."""
    site = run.sites[step.site - 1] if step.site else None
    where = f"{site.file}:{site.line}" if site else "?"
    return where if step.how == "statement" else f"{step.returned}() returned, called at {where}"


def by_agreement(answers: Dict[str, Dict[tuple, List[str]]]) -> Dict[str, str]:
    """What more than half of the rings that were made at the same places say, if all such groups say the same."""
    told = {}
    for ring, groups in answers.items():
        said = set()
        for places in groups.values():
            [(best, count)] = Counter(places).most_common(1)
            said.add(best if 2 * count > len(places) else None)
        if len(said) == 1 and None not in said:
            told[ring] = said.pop()
    return told


def made(run: Run, members: List[int]) -> tuple:
    """Where the objects of a ring were made."""
    return tuple(sorted(str(run.watched[id][1]) for id in members))


def closed_by(run: Run) -> Dict[str, str]:
    """The statement that closed each ring."""
    answers = defaultdict(lambda: defaultdict(list))
    for ring, members, closing, _ in rings(run):
        answers[ring][made(run, members)].append(statement(run, closing))
    return by_agreement(answers)


def lost_when(run: Run) -> Dict[str, str]:
    """The moment each ring was lost."""
    answers = defaultdict(lambda: defaultdict(list))
    for ring, members, _, lost in rings(run):
        answers[ring][made(run, members)].append(place(run, lost))
    return by_agreement(answers)
