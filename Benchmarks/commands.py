"""What a user waits for: whole commands, from the start of their process to its end, and their peak memory.

Recording is measured beside `python3` on the same file, reading beside one scan of the table `event` in the stock
shell.
"""

import contextlib
import pathlib
import re
import sqlite3

from report import number

ROOT = pathlib.Path(__file__).parent.parent
SCAN = "SELECT count(*), sum(count) FROM event"

# What `record` is asked to run, with its `n`.
PROGRAMS = {
    "chain": ("chain-n", 1_000_000),
    "ring": ("ring", 1_000_000),
    "holders": ("Benchmarks/programs/holders.py", 1_000_000),
    "few swaps": ("Benchmarks/programs/swaps.py", 714_000),
    "swaps": ("Benchmarks/programs/swaps.py", 7_140_000),
    "short lives": ("Benchmarks/programs/short-lives.py", 12_500_000),
}
# The rounds of what takes long.
FEW = 3
# Room for 100 million events, more than `record` takes unasked.
LARGE = "8G"


def readers(scale):
    """The commands that read a recording, by the name of its program."""
    middle = f"node#{int(1_000_000 * scale) // 2}"
    line = ["report", f"why 1 {middle}", f"history 1 {middle}", "steps 1", f"graph 1 --at {int(8_000_000 * scale)}",
            "check --baseline BASELINE"]
    return {"chain": line, "ring": line, "holders": ["why 1 Hub#1 --format json", "history 1 Hub#1 --format json"]}


def measure(bench):
    for names, rounds in [(["chain", "ring"], None), (["holders"], FEW), (["few swaps"], FEW), (["swaps"], FEW),
                          (["short lives"], FEW)]:
        variants = {}
        for name in names:
            variants[f"{name} record"] = record(bench, name)
            variants[f"{name} python"] = [bench.python, python_file(bench, name)]
        bench.alternate(variants, rounds, read=lambda printed: recorded(bench.file))
    for name, commands in readers(bench.scale).items():
        read(bench, name, commands)
    bench.alternate({
        "start": [bench.options.tool, "--version"],
        "start python": [bench.python, "-c", "pass"],
        "start numpy": [bench.options.python, "-c", "import numpy"],
    })


def record(bench, name):
    program, count = PROGRAMS[name]
    return [bench.options.tool, "record", program, "--set", f"n={bench.scaled(count)}", "--design", "strong", "--quiet",
            "--max-size", LARGE, "--database", "FILE"]


def python_file(bench, name):
    """The same program with its `n`, as `--set` gives it."""
    program, count = PROGRAMS[name]
    source = ROOT / (program if program.endswith(".py") else f"fixtures/programs/{program}.py")
    text, found = re.subn(r"^n = \d+$", f"n = {bench.scaled(count)}", source.read_text(), flags=re.MULTILINE)
    assert found == 1, source
    file = bench.folder / f"{name}.py"
    file.write_text(text)
    return file


def recorded(file):
    """The events of a recording, and the bytes of its file; nothing where nothing was recorded."""
    if not file.exists():
        return {}
    with contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        events = database.execute("SELECT max(id) FROM event").fetchone()[0]
    return {"events": events, "bytes": file.stat().st_size}


def read(bench, name, commands):
    """Reads one recording by every command in turn."""
    baseline = bench.folder / f"{name}.json"
    database = ["--database", "FILE"]
    bench.run(record(bench, name))
    bench.run([bench.options.tool, "check", "--update-baseline", "--baseline", baseline] + database)
    variants = {f"{name} scan": ["sqlite3", "FILE", SCAN]}
    for command in commands:
        words = [baseline if word == "BASELINE" else word for word in command.split()]
        variants[f"{name} {words[0]}"] = [bench.options.tool] + words + database
    bench.alternate(variants, FEW, keeps=True)
    bench.clear()


def tell(report):
    report.add("## Targets", "", "Of the figures below, as one waits for them.")
    targets(report)
    recording(report)
    reading(report)
    starting(report)


def targets(report):
    def median(name, figure="wall"):
        return report.median(name, figure)

    rows = []
    for name, bound, aim, memory in [("chain", 3, 2, 150), ("ring", 6, 4.5, 400)]:
        command = f"`record {PROGRAMS[name][0]}` of 1e6 nodes"
        rows.append((f"{command}, times `python3` on the same file", f"<= {bound}, best {aim}", bound,
                     [report.ratio(f"{name} record", f"{name} python")]))
        rows.append((f"{command}, peak MB", f"<= {memory}", memory, [median(f"{name} record", "memory")]))
    for command in ["report", "why", "history", "steps", "graph", "check"]:
        rows.append((f"`{command}` of the chain / of the ring, scans of the table", "<= 3", 3,
                     [report.ratio(f"{name} {command}", f"{name} scan") for name in ["chain", "ring"]]))
    holders = ["holders why", "holders history"]
    asked = "`why` / `history` as JSON of an object with 1e6 holders"
    rows += [
        (f"{asked}, seconds", "<= 2", 2, [median(name) for name in holders]),
        (f"{asked}, peak MB", "<= 200", 200, [median(name, "memory") for name in holders]),
        ("`record` of 1e8 events, few objects, peak memory of that of 1e7 events", "<= 1.1", 1.1,
         [report.ratio("swaps record", "few swaps record", "memory")]),
        ("`record` of 1e8 events, 12.5e6 objects made, peak MB", "<= 400", 400,
         [median("short lives record", "memory")]),
    ]
    report.targets(rows)


def recording(report):
    report.add(
        "## Recording", "",
        "`record PROGRAM --set n=N --design strong`, its analysis included, beside `python3` on the same file. Seconds "
        "are those that one waits; a ratio is of them / of processor time, all threads together. From the holders on "
        f"{few_rounds(report)} rounds.")
    rows = []
    for name, (program, count) in PROGRAMS.items():
        ours, python = f"{name} record", f"{name} python"
        rows.append([
            f"`{program.rpartition('/')[2]}`, n = {int(count * report.scale):,}",
            number(report.median(ours, "events") / 1e6),
            number(report.median(ours, "bytes") / report.median(ours, "events")),
            report.spread(python), report.spread(ours), report.ratios(ours, python),
            f"{report.memory(python)} / {report.memory(ours)}"])
    report.table(["program", "million events", "bytes of file an event", "`python3`", "`record`", "times `python3`",
                  "peak MB: `python3` / `record`"], rows)


def reading(report):
    report.add(
        "## Reading", "",
        f"Recordings as above, {few_rounds(report)} rounds. A scan is `{SCAN}` in the stock shell; a ratio is of the "
        "seconds that one waits / of processor time. What a command prints goes to `/dev/null`.")
    rows = []
    for name, commands in readers(report.scale).items():
        scan = f"{name} scan"
        program = PROGRAMS[name][0].rpartition("/")[2]
        rows.append([f"`{program}`: a scan", report.spread(scan), "1", report.memory(scan)])
        for command in commands:
            ours = f"{name} {command.split()[0]}"
            rows.append([f"`{command.replace(' BASELINE', ' FILE')}`", report.spread(ours), report.ratios(ours, scan),
                         report.memory(ours)])
    report.table(["command", "seconds", "scans", "peak MB"], rows)


def few_rounds(report):
    return min(FEW, report.options.rounds)


def starting(report):
    report.add("## Starting", "")
    names = {"start": "`dezero-trace --version`", "start python": "`python3 -c pass`",
             "start numpy": "`python3 -c 'import numpy'`"}
    report.table(["command", "milliseconds", "peak MB"],
                 [[text, report.spread(name, 1000), report.memory(name)] for name, text in names.items()])
