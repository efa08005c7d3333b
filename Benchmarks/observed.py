"""What it costs to observe a real program: `record -- python3 FILE` beside `python3 FILE`, the whole command with its
analysis and its recording.

Processor time, for a program that is observed waits for nobody; the programs are those of Tests/CPythonAgent/cost.
"""

import pathlib

from report import number

PROGRAMS = pathlib.Path(__file__).parent.parent / "Tests" / "CPythonAgent" / "cost"
# A program, what it does, and the bound: so many times plain, and so many seconds more.
CASES = {
    "nothing": ("a run that trips nothing", 1, 0.06),
    "training": ("a training loop on numpy", 1.5, 0),
    "allocations": ("1,000,000 objects made and let go", 1.4, 0),
    "kept": ("500,000 objects kept to the end", 3, 0),
    "rings": ("100,000 rings, every collection looked at", 6, 0.06),
}
MEMORY = 3


def measure(bench):
    for name in CASES:
        program = [bench.options.python, PROGRAMS / f"{name}.py"]
        record = [bench.options.tool, "record", "--quiet", "--database", "FILE"]
        if name == "rings":
            record.append("--every-look")
        bench.alternate({f"observed {name} plain": program, f"observed {name}": [*record, "--", *program]})


def tell(report):
    report.add(
        "## Observing real programs", "",
        "`record -- python3 FILE` beside `python3 FILE` with the agent in it: processor time of the whole command, which "
        "starts, reads, judges and stores. The sizes are no smaller in a trial.")
    rows, targets = [], []
    for name, (text, times, more) in CASES.items():
        ours, plain = f"observed {name}", f"observed {name} plain"
        seconds = report.median(ours, "cpu")
        bound = times * report.median(plain, "cpu") + more
        rows.append([
            f"`{name}.py`: {text}", report.spread(plain, figure="cpu"), report.spread(ours, figure="cpu"),
            number(seconds / report.median(plain, "cpu")), f"{report.memory(plain)} / {report.memory(ours)}"])
        limit = f"{times} × plain" if times != 1 else "plain"
        targets.append((f"{text}, seconds", f"<= {limit}" + (f" + {more * 1000:.0f} ms" if more else "")
                        + f" = {number(bound)}", bound, [seconds]))
    targets.append(("500,000 objects kept to the end, peak memory of plain", f"<= {MEMORY}", MEMORY,
                    [report.ratio("observed kept", "observed kept plain", "memory")]))
    report.table(["program", "plain", "observed", "times", "peak MB: plain / observed"], rows)
    report.targets(targets)
