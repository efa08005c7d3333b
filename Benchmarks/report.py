"""The report of `make bench`, in Markdown."""

import datetime
import os
import platform
import re
import subprocess
import sys


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def processor():
    if sys.platform == "darwin":
        return output("sysctl", "-n", "machdep.cpu.brand_string")
    with open("/proc/cpuinfo") as file:
        found = re.search(r"model name\s*:\s*(.*)", file.read())
    return found[1].strip() if found else platform.machine()


def python_facts(python):
    code = (
        "import platform, sysconfig, numpy; arguments = sysconfig.get_config_var('CONFIG_ARGS') or '';"
        "print(platform.python_implementation(), platform.python_version(), 'built by', platform.python_compiler(),"
        "'with' if 'enable-optimizations' in arguments else 'without', 'profile-guided optimisation;',"
        "'numpy', numpy.__version__)")
    return output(python, "-c", code)


def number(value, digits=3):
    """So many significant digits, thousands apart."""
    if value == 0:
        return "0"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"


class Report:
    def __init__(self, bench):
        self.samples = bench.samples
        self.lines = []

    def add(self, *lines):
        self.lines += lines

    def table(self, head, rows):
        self.add("", "| " + " | ".join(head) + " |", "|" + "---|" * len(head))
        for row in rows:
            self.add("| " + " | ".join(row) + " |")
        self.add("")

    def median(self, name, figure="wall"):
        return self.samples[name].median(figure)

    def ratio(self, name, other, figure="wall"):
        return self.median(name, figure) / self.median(other, figure)

    def spread(self, name, unit, figure="wall"):
        """The median of a figure with the least and the most, in a unit."""
        values = sorted(value * unit for value in self.samples[name][figure])
        return f"{number(self.median(name, figure) * unit)} [{number(values[0])}–{number(values[-1])}]"

    def rate(self, name):
        """Millions of events a second, with the least and the most."""
        sample = self.samples[name]
        rates = sorted(events / wall / 1e6 for events, wall in zip(sample["events"], sample["wall"]))
        return f"{number(self.speed(name))} [{number(rates[0])}–{number(rates[-1])}]"

    def speed(self, name):
        return self.median(name, "events") / self.median(name) / 1e6


def targets(report):
    """What was asked, what was measured, and whether that is enough."""
    ratio, speed = report.ratio, report.speed
    prepared = speed("pages") / speed("c prepared")
    rows = [
        ("statements, of C's multi-row rate", ">= 0.9", speed("statements") / speed("c multirow"), 0.9, True),
        ("pages, million events a second", ">= 12", speed("pages"), 12, True),
        ("pages, times C's prepared rate", ">= 6", prepared, 6, True),
        ("chain of 1e6 recorded, of CPython's time", "<= 2", ratio("chain 1000000 recorded", "chain 1000000 cpython"),
         2, False),
        ("ring of 1e6 with its collection recorded, of CPython's time", "<= 1.5",
         ratio("ring 1000000 recorded", "ring 1000000 cpython"), 1.5, False),
        ("DeZero loop on scalars recorded, of CPython's time", "<= 1", ratio("dezero 1 recorded", "dezero 1 cpython"),
         1, False),
        ("heap alone, chain, of CPython's CPU time", "<= 0.4",
         ratio("chain 1000000 heap", "chain 1000000 cpython", "cpu"), 0.4, False),
        ("heap alone, ring, of CPython's CPU time", "<= 0.4",
         ratio("ring 1000000 heap", "ring 1000000 cpython", "cpu"), 0.4, False),
        ("`report` on ten million events, of a table scan's time", "<= 3", ratio("report", "scan"), 3, False),
        ("object program's loop, of CPython's speed", ">= 0.33", 1 / ratio("loop heap", "loop cpython"), 1 / 3, True),
    ]
    for name, wanted, value, bound, is_least in rows:
        reached = value >= bound if is_least else value <= bound
        yield name, wanted, number(value), "reached" if reached else "**missed**"


def recording(report):
    report.add("## Recording", "", "The same events, from opening the file to closing it; ours waits for the disk as "
               "it closes, C does not.")
    names = {
        "write": "raw `write()` of 32 bytes an event", "c prepared": "C, one prepared row at a time",
        "c multirow": "C, 100 rows a statement", "statements": "`--writer statements`", "pages": "`--writer pages`",
    }
    report.table(
        ["writer", "million events/s", "CPU ns an event", "peak memory, MB"],
        [[text, report.rate(name),
          number(report.median(name, "cpu") / report.median(name, "events") * 1e9),
          number(report.median(name, "memory"))] for name, text in names.items()])


def programs(report):
    report.add("## Programs", "", "Nanoseconds a node, a pass of the loop, or an iteration. CPython records nothing.")
    sizes = {"loop": ("loop", 1_000_000), "dezero 1": ("DeZero loop, scalars", 50_000),
             "dezero 10000": ("DeZero loop, 10,000 numbers", 2_000)}
    for shape in ["chain", "ring"]:
        for count in [100_000, 1_000_000]:
            sizes[f"{shape} {count}"] = (f"{shape} of {count:,} nodes", count)
    rows = []
    for name, (text, count) in sorted(sizes.items(), key=lambda item: item[1][0]):
        events = report.median(f"{name} recorded", "events")
        unit = 1e9 / (count * report.scale)
        row = [text, number(events / (count * report.scale))]
        row += [report.spread(f"{name} {kind}", unit) for kind in ["heap", "recorded", "cpython"]]
        row += [" / ".join(number(report.median(f"{name} {kind}", "cpu") * unit)
                           for kind in ["heap", "recorded", "cpython"])]
        row += [number((report.median(f"{name} recorded") - report.median(f"{name} heap")) / events * 1e9)]
        row += [" / ".join(number(report.median(f"{name} {kind}", "memory"))
                           for kind in ["heap", "recorded", "cpython"])]
        rows.append(row)
    report.table(["program", "events", "unrecorded", "recorded", "CPython", "CPU: unrecorded / recorded / CPython",
                  "ns an event for recording", "peak MB"], rows)
    bytes_moved = 16 * 10_000
    copied = bytes_moved * 50_000 * report.scale / report.median("copy") / 1e9
    squared = bytes_moved * 50_000 * report.scale / report.median("square") / 1e9
    report.add(
        f"Copying a vector of 10,000 numbers into fresh memory moves {number(copied)} GB/s here, `square` without "
        f"recording {number(squared)}: {number(squared / copied * 100, 2)} % of it. Most of the loop is random "
        "numbers, in both languages.")


def findings(report):
    report.add("", "## Finding 100,000 leaked cycles of three", "",
               "From the events to findings; the two others from the objects in memory.")
    names = {"findings": "dezero-trace, named and weighed", "gc.collect": "`gc.collect()`, which only frees them",
             "refcycle": "refcycle, strongly connected components"}
    report.table(["what", "seconds", "peak MB"],
                 [[text, report.spread(name, 1), number(report.median(name, "memory"))]
                  for name, text in names.items()])


def growth(report, bench):
    whole, last = bench.exponent([4, 5, 6, 7]), bench.exponent([6, 7])
    report.add("## Growth", "", f"Time to record grows with the events to the power of {whole:.2f}, opening and closing "
               f"the file included, and of {last:.2f} over the last decade, where they matter less.")
    report.table(["events", "seconds", "ns an event", "peak MB"], [
        [f"{report.median(name, 'events'):,.0f}", report.spread(name, 1),
         number(report.median(name) / report.median(name, "events") * 1e9), number(report.median(name, "memory"))]
        for name in (f"growth {power}" for power in [4, 5, 6, 7])])


def reading(report):
    events = report.median("record", "events")
    report.add(
        "## Reading", "",
        f"A recording of {events:,.0f} events; `report` takes what analysis stored as the recording ended.")
    names = {"record": "`record chain-n`, its analysis included", "report": "`report`, to its end",
             "scan": "`SELECT count(*), sum(count) FROM event` in the stock shell"}
    report.table(["what", "seconds", "peak MB"],
                 [[text, report.spread(name, 1), number(report.median(name, "memory"))]
                  for name, text in names.items()])


def starting(report):
    report.add("## Starting", "")
    names = {"start": "`dezero-trace --version`", "start cpython": "`python3 -c pass`",
             "start numpy": "`python3 -c 'import numpy'`"}
    report.table(["command", "milliseconds", "peak MB"],
                 [[text, report.spread(name, 1000), number(report.median(name, "memory"))]
                  for name, text in names.items()])


def limits():
    return open(os.path.join(os.path.dirname(__file__), "limits.md")).read().strip()


def write_report(bench, load, seconds):
    report = Report(bench)
    report.scale = bench.options.scale
    options = bench.options
    now = datetime.datetime.now(datetime.timezone.utc)
    after = os.getloadavg()
    report.add(
        "# Benchmarks", "",
        "Written by `make bench`: one run, every variant a process of its own, in turn. A figure is the median of "
        f"{options.rounds} rounds [least–most].", "",
        f"- {now:%Y-%m-%d %H:%M} UTC, {seconds:.0f} seconds; load average {load[0]:.2f} before, {after[0]:.2f} after",
        f"- {processor()}, {os.cpu_count()} cores; {platform.system()} {platform.release()}",
        f"- {python_facts(options.python)}",
        f"- {output('swift', '--version').splitlines()[0]}; {output('cc', '--version').splitlines()[0]}; "
        f"SQLite {output('sqlite3', '--version').split(' ')[0]}")
    if options.scale != 1:
        report.add(f"- every size times {options.scale}: a trial of the benchmark, whose figures say nothing")
    if max(load[0], after[0]) > os.cpu_count() + 1:
        report.add("- **other work shared the machine**: compare the columns, not the figures with another day's")
    report.add("", "## Targets")
    report.table(["what", "target", "measured", ""], targets(report))
    report.add(limits(), "")
    recording(report)
    programs(report)
    findings(report)
    growth(report, bench)
    reading(report)
    starting(report)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(report.lines)).strip() + "\n"
    with open(options.report, "w") as file:
        file.write(text)
    print(text)
