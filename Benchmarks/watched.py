"""What it costs to watch a Swift program: `record -- ./program` beside `./program`, in the processor time of the
program's own threads and in its own memory. It measures itself (programs/objects.swift).
"""

import json
import pathlib
import subprocess

from report import number

SOURCE = pathlib.Path(__file__).parent / "programs" / "objects.swift"
ALLOCATIONS = 5_000_000
# A twentieth of these come first: memory must be the same.
REFERENCES = 10_000_000
MORE_FOR_ALLOCATION, MORE_FOR_EVENT, MORE_MEMORY = 80, 60, 8


def measure(bench):
    program = bench.folder / "objects"
    subprocess.run(["swiftc", "-O", SOURCE, "-o", program], check=True)
    record = [bench.options.tool, "record", "--quiet", "--database", "FILE"]
    events = [*record, "--max-size", "8G", "--events", "--watch", "Node"]
    allocations, references = bench.scaled(ALLOCATIONS), bench.scaled(REFERENCES)
    for threads in 1, 2:
        work = [program, "allocations", threads, allocations]
        bench.alternate({f"made {threads} plain": work, f"made {threads}": [*record, "--", *work]}, read=json.loads)
    work, few = ([program, "references", count] for count in (references, references // 20))
    bench.alternate(
        {"held plain": work, "held": [*events, "--", *work], "held few": [*events, "--", *few]}, read=json.loads)


def tell(report):
    report.add(
        "## Watching Swift programs", "",
        "Nanoseconds of the program's own threads: for an object of two words that is made and dropped, and for a retain or "
        "a release of a class that `--events --watch` names. The program's own peak memory.")
    rows, targets = [], []
    for name, text, bound in [
        ("made 1", "an allocation", MORE_FOR_ALLOCATION),
        ("made 2", "an allocation, two threads at once", None),
        ("held", "an event", MORE_FOR_EVENT),
    ]:
        plain = f"{name} plain"
        more = report.median(name, "nanoseconds") - report.median(plain, "nanoseconds")
        rows.append([
            text, report.spread(plain, figure="nanoseconds"), report.spread(name, figure="nanoseconds"), number(more),
            f"{number(report.median(plain, 'own memory'))} / {number(report.median(name, 'own memory'))}"])
        if bound:
            targets.append((f"{text} of a Swift program, nanoseconds more", f"<= {bound}", bound, [more]))
    few, many = report.median("held few", "own memory"), report.median("held", "own memory")
    millions = number(2 * REFERENCES * report.scale / 1e6)
    targets.append((f"{millions} million events, MB more than a twentieth of them", f"<= {MORE_MEMORY}", MORE_MEMORY,
                    [many - few]))
    report.table(["what", "plain", "watched", "more", "peak MB: plain / watched"], rows)
    report.targets(targets)
