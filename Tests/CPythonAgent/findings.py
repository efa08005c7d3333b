"""What a stream comes to: a small reference analyser, for tests, by the rules of docs/streams.md."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, replace
from typing import Dict, List, Optional, Set, Tuple

from stream_reader import Reference, Run, Snapshot

CERTAIN, LIKELY = "certain", "likely"


@dataclass
class Verdict:
    """A snapshot, judged."""

    certain: Set[int]
    likely: Set[int]
    not_understood: Set[int]


def whole(run: Run, snapshot: Snapshot) -> Snapshot:
    """A snapshot, together with what was unreached at the mark that it calls the same."""
    if snapshot.same is None:
        return snapshot
    before = whole(run, snapshot.same)
    verdict = judge(run, before)
    unreached = verdict.certain | verdict.likely if verdict else set()
    return replace(
        snapshot,
        same=None,
        objects={**{id: before.objects[id] for id in unreached}, **snapshot.objects},
        references=[each for each in before.references if each.owned in unreached] + snapshot.references,
        more=before.more + snapshot.more,
    )


def judge(run: Run, snapshot: Snapshot) -> Optional[Verdict]:
    """What nothing holds; nothing if the snapshot is not to be judged, or cannot be."""
    if not snapshot.judged or not ({"counts", "roots"} & set(run.sees)):
        return None
    strong = [each for each in snapshot.references if each.strength == "strong"]
    may = [each for each in snapshot.references if each.strength == "may"]
    known = Counter(each.owned for each in strong)
    not_understood = {id for id, each in snapshot.objects.items() if each.count is not None and each.count < known[id]}
    base = {
        id
        for id, each in snapshot.objects.items()
        if id in snapshot.roots or (each.count is not None and each.count != known[id])
    }
    if "roots" not in run.sees:
        base |= {id for id, each in snapshot.objects.items() if each.count is None}
    held = spread(base, strong + may)
    certain = set(snapshot.objects) - held
    # Now the may references count as references, if their owners are unreached.
    counted = known + Counter(each.owned for each in may)
    base = {
        id
        for id, each in snapshot.objects.items()
        if id in snapshot.roots
        or id in not_understood
        or (each.count is not None and each.count not in (known[id], counted[id]))
    }
    if "roots" not in run.sees:
        base |= {id for id, each in snapshot.objects.items() if each.count is None}
    likely = set(snapshot.objects) - spread(base, strong + may) - certain
    return Verdict(certain, likely, not_understood)


def spread(start: Set[int], references: List[Reference]) -> Set[int]:
    """Everything that `start` leads to."""
    following = defaultdict(list)
    for each in references:
        if each.owner is not None:
            following[each.owner].append(each.owned)
    seen, waiting = set(start), deque(start)
    while waiting:
        for each in following[waiting.popleft()]:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen


def rings(objects: Set[int], references: List[Reference]) -> List[List[int]]:
    """The strongly connected components that are rings, among these objects and by these references."""
    following = defaultdict(list)
    for each in references:
        if each.owner in objects and each.owned in objects:
            following[each.owner].append(each.owned)
    order: Dict[int, int] = {}
    low: Dict[int, int] = {}
    stack: List[int] = []
    on_stack: Set[int] = set()
    found = []
    for start in objects:
        if start in order:
            continue
        work = [(start, iter(following[start]))]
        order[start] = low[start] = len(order)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in order:
                    order[other] = low[other] = len(order)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(following[other])))
                    break
                if other in on_stack:
                    low[node] = min(low[node], order[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    component = []
                    while True:
                        other = stack.pop()
                        on_stack.discard(other)
                        component.append(other)
                        if other == node:
                            break
                    if len(component) > 1 or node in following[node]:
                        found.append(component)
    return found


def shortest_ring(component: List[int], references: List[Reference]) -> List[Reference]:
    """A shortest cycle of a component."""
    inside = set(component)
    following = defaultdict(list)
    for each in references:
        if each.owner in inside and each.owned in inside:
            following[each.owner].append(each)
    best: List[Reference] = []
    for start in sorted(component):
        came: Dict[int, Reference] = {}
        waiting = deque([start])
        closing = None
        while waiting and closing is None:
            node = waiting.popleft()
            for each in following[node]:
                if each.owned == start:
                    closing = each
                    break
                if each.owned not in came:
                    came[each.owned] = each
                    waiting.append(each.owned)
        if closing is not None:
            path = [closing]
            while path[-1].owner != start:
                path.append(came[path[-1].owner])
            path.reverse()
            if not best or len(path) < len(best):
                best = path
    return best


def told(run: Run, snapshot: Snapshot, ring: List[Reference]) -> str:
    """A ring as text, from the least of its rotations."""
    parts = []
    for each in ring:
        owner = run.type(snapshot.objects[each.owner].type)
        field = run.field(each.field) if each.field else None
        if field is None:
            name = "?"
        elif field.kind == "stored":
            name = f"{run.type(field.type).name}.{field.name}"
        elif field.kind == "capture":
            name = f"captures {field.name}"
        elif field.kind == "local":
            name = f"local {field.name}"
        elif field.kind == "silent":
            name = ""
        else:
            name = field.name
        shown = owner.shown if owner.role != "subject" or owner.kind else ""
        parts.append(f"{shown} {name}".strip())
    return " -> ".join(min(parts[i:] + parts[:i] for i in range(len(parts))))


@dataclass
class Finding:
    """Components with the same ring."""

    ring: str
    left: int = 0
    collected: int = 0
    certainty: str = CERTAIN


@dataclass
class Report:
    """What a run came to: subjects by type, and findings by ring. What a collection of its own took is `automatic`."""

    findings: Dict[str, Finding]
    library: int
    left: Dict[str, int]
    collected: Dict[str, int]
    automatic: Dict[str, int]
    likely: Dict[str, int]
    alive: Dict[str, int]
    unreached: int
    examined: int
    unexamined: int
    not_understood: int
    judged: List[bool]


def report(run: Run) -> Report:
    """Judges every snapshot. An object counts once; it is collected if a mark before a collection has it."""
    first: Dict[int, Tuple[Snapshot, bool]] = {}
    fate: Dict[int, Optional[str]] = {}
    more: Dict[Optional[str], Counter] = {None: Counter(), "program": Counter(), "automatic": Counter()}
    components: List[Tuple[Snapshot, List[int]]] = []
    alive: Dict[str, int] = {}
    judged, not_understood = [], 0
    for part in run.snapshots:
        snapshot = whole(run, part)
        verdict = judge(run, snapshot)
        judged.append(verdict is not None)
        if part.alive and part.kind != "dropped":
            alive = {run.type(type).name: count for type, count, _ in part.alive}
        if verdict is None:
            continue
        not_understood += len(verdict.not_understood)
        unreached = verdict.certain | verdict.likely
        counting = [each for each in snapshot.references if each.strength != "weak"]
        strong = [each for each in counting if each.strength == "strong"]
        cyclic = rings(verdict.certain, strong)
        cyclic += [ring for ring in rings(unreached, counting) if not verdict.certain.issuperset(ring)]
        leaked = spread({id for ring in cyclic for id in ring}, counting) & unreached
        fresh = {id for id in leaked if id not in first}
        for id in fresh:
            first[id] = snapshot, id in verdict.certain
        for id in leaked:
            fate[id] = fate.get(id) or snapshot.collection
        components += [(snapshot, ring) for ring in cyclic if fresh.issuperset(ring)]
        for type, count in part.more:
            if run.type(type).role == "subject":
                more[snapshot.collection][run.type(type).name] += count
    counts = {cause: Counter(each) for cause, each in more.items()}
    likely: Counter = Counter()
    unreached_count = 0
    for id, (snapshot, certain) in first.items():
        kind = run.type(snapshot.objects[id].type)
        unreached_count += kind.role != "leaf"
        if kind.role == "subject":
            (counts[fate[id]] if certain else likely)[kind.name] += 1
    findings: Dict[str, Finding] = {}
    library = 0
    for snapshot, component in components:
        origins = {run.type(snapshot.objects[id].type).origin for id in component}
        if "user" not in origins and "library" in origins:
            library += 1
            continue
        counting = [each for each in snapshot.references if each.strength != "weak"]
        text = told(run, snapshot, shortest_ring(component, counting))
        finding = findings.setdefault(text, Finding(text))
        if fate[component[0]] is None:
            finding.left += 1
        else:
            finding.collected += 1
        if not all(first[id][1] for id in component):
            finding.certainty = LIKELY
    return Report(
        findings,
        library,
        dict(counts[None]),
        dict(counts["program"]),
        dict(counts["automatic"]),
        dict(likely),
        alive,
        unreached_count,
        sum(each.examined for each in run.snapshots),
        sum(each.unexamined for each in run.snapshots),
        not_understood,
        judged,
    )


def path_to(run: Run, snapshot: Snapshot, id: int) -> Tuple[str, str]:
    """What holds an object: the root and the path, as text."""
    came: Dict[int, Optional[Reference]] = {root: None for root in snapshot.roots}
    waiting = deque(came)
    following = defaultdict(list)
    for each in snapshot.references:
        if each.strength == "strong":
            following[each.owner].append(each)
    while waiting and id not in came:
        for each in following[waiting.popleft()]:
            if each.owned not in came:
                came[each.owned] = each
                waiting.append(each.owned)
    path = []
    at = id
    while came[at] is not None:
        path.append(came[at])
        at = came[at].owner
    kind, name, where = snapshot.roots[at]
    text = ""
    for each in reversed(path):
        field = run.field(each.field) if each.field else None
        if field is None:
            text += ".?"
        elif field.kind == "element":
            text += field.name
        elif field.kind == "capture":
            text += f" captures {field.name}"
        elif field.kind == "local":
            text += f" local {field.name}"
        elif field.kind != "silent":
            text += "." + field.name
    return f"{where}.{name}" if kind == "global" else kind, text
