"""Parts of the product alone: the heap, the writer, the analysis, each without the rest of a command."""

import json
import math
import pathlib
import statistics

from report import number

HERE = pathlib.Path(__file__).parent


def measure(bench):
    options, scaled = bench.options, bench.scaled
    native, python = options.bench, [options.python, HERE / "workloads.py"]

    def alternate(variants, most_rounds=None):
        bench.alternate(variants, most_rounds, read=json.loads)

    events = scaled(5_000_000)
    alternate({
        "write": [options.insert, "raw", "FILE", events],
        "c prepared": [options.insert, "prepared", "FILE", events],
        "c multirow": [options.insert, "multirow", "FILE", events],
        "statements": [native, "events", "statements", "FILE", events],
        "pages": [native, "events", "pages", "FILE", events],
    })
    for shape in ["chain", "ring"]:
        for count in [100_000, 1_000_000]:
            size = scaled(count)
            alternate({
                f"{shape} {count} heap": [native, shape, size],
                f"{shape} {count} recorded": [native, shape, size, "FILE"],
                f"{shape} {count} cpython": python + [shape, size],
            })
    count = scaled(1_000_000)
    alternate({
        "loop heap": [native, "loop", count],
        "loop recorded": [native, "loop", count, "FILE"],
        "loop cpython": python + ["loop", count],
    })
    for dimension, iterations in [(1, 50_000), (10_000, 2_000)]:
        count = scaled(iterations)
        alternate({
            f"dezero {dimension} heap": [native, "dezero", dimension, count],
            f"dezero {dimension} recorded": [native, "dezero", dimension, count, "FILE"],
            f"dezero {dimension} cpython": python + ["dezero", dimension, count],
        })
    count = scaled(50_000)
    alternate({"copy": [native, "copy", 10_000, count], "square": [native, "square", 10_000, count]})
    count = scaled(100_000)
    alternate({"findings": [native, "findings", count], "gc.collect": python + ["collect", count]})
    alternate({"refcycle": python + ["refcycle", count]}, most_rounds=3)
    alternate({"scopes": [native, "scopes", scaled(1_000_000), scaled(1_000)]})
    for power in [4, 5, 6, 7]:
        alternate({f"growth {power}": [native, "events", "pages", "FILE", scaled(10**power)]})


def tell(report):
    report.add(
        "## Parts alone", "",
        "What one waits for is above; these are parts of it, inside of a process that has started. The heap is driven "
        "by compiled Swift, without an interpreter where none is named, and the writer writes without analysis.")
    targets(report)
    report.add((HERE / "limits.md").read_text().strip(), "")
    recording(report)
    programs(report)
    findings(report)
    growth(report)


def targets(report):
    ratio, speed = report.ratio, report.speed
    report.targets([
        ("statements, of C's multi-row rate", ">= 0.9", 0.9, [speed("statements") / speed("c multirow")]),
        ("pages, million events a second", ">= 12", 12, [speed("pages")]),
        ("pages, times C's prepared rate", ">= 6", 6, [speed("pages") / speed("c prepared")]),
        ("heap and writer alone, chain of 1e6, times CPython's own work", "<= 2", 2,
         [ratio("chain 1000000 recorded", "chain 1000000 cpython")]),
        ("heap and writer alone, ring of 1e6 and its collection, times CPython's own work", "<= 1.5", 1.5,
         [ratio("ring 1000000 recorded", "ring 1000000 cpython")]),
        ("heap and writer alone, DeZero loop on scalars, times CPython's own work", "<= 1", 1,
         [ratio("dezero 1 recorded", "dezero 1 cpython")]),
        ("heap alone, chain and ring, of CPython's CPU time", "<= 0.4", 0.4,
         [ratio(f"{shape} 1000000 heap", f"{shape} 1000000 cpython", "cpu") for shape in ["chain", "ring"]]),
        ("real Swift objects: an allocation in a watched scope, ns of CPU more", "<= 80", 80,
         [report.median("scopes", "watched")]),
        ("real Swift objects: a scope of 100 objects, judged, ms of CPU", "<= 1", 1,
         [report.median("scopes", "scope") / 1e6]),
        ("real Swift objects: an allocation outside of scopes, times the cost without any", "<= 1.1", 1.1,
         [report.median("scopes", "after") / report.median("scopes", "plain")]),
        ("object program's loop, interpreter and heap alone, of CPython's speed", ">= 0.33", 1 / 3,
         [1 / ratio("loop heap", "loop cpython")]),
    ])


def recording(report):
    report.add("### The writer", "", "The same events, from opening the file to closing it; ours waits for the disk as "
               "it closes, C does not.")
    names = {
        "write": "raw `write()` of 32 bytes an event", "c prepared": "C, one prepared row at a time",
        "c multirow": "C, 100 rows a statement", "statements": "`--writer statements`", "pages": "`--writer pages`",
    }
    report.table(
        ["writer", "million events/s", "CPU ns an event", "peak memory, MB"],
        [[text, report.rate(name), number(report.median(name, "cpu") / report.median(name, "events") * 1e9),
          report.memory(name)] for name, text in names.items()])


def programs(report):
    report.add("### The heap, and the heap with the writer", "",
               "Nanoseconds a node, a pass of the loop, or an iteration. CPython records nothing.")
    sizes = {"loop": ("object program's loop, interpreted", 1_000_000),
             "dezero 1": ("DeZero loop, scalars", 50_000), "dezero 10000": ("DeZero loop, 10,000 numbers", 2_000)}
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
        row += [" / ".join(report.memory(f"{name} {kind}") for kind in ["heap", "recorded", "cpython"])]
        rows.append(row)
    report.table(["program", "events", "heap", "heap and writer", "CPython", "CPU: heap / with writer / CPython",
                  "ns an event for the writer", "peak MB"], rows)
    bytes_moved = 16 * 10_000
    copied = bytes_moved * 50_000 * report.scale / report.median("copy") / 1e9
    squared = bytes_moved * 50_000 * report.scale / report.median("square") / 1e9
    report.add(
        f"Copying a vector of 10,000 numbers into fresh memory moves {number(copied)} GB/s here, `square` without "
        f"recording {number(squared)}: {number(squared / copied * 100, 2)} % of it. Most of the loop is random "
        "numbers, in both languages.")


def findings(report):
    report.add("", "### Finding 100,000 leaked cycles of three", "",
               "From the events in memory to findings; the two others from the objects in memory.")
    names = {"findings": "dezero-trace, named and weighed", "gc.collect": "`gc.collect()`, which only frees them",
             "refcycle": "refcycle, strongly connected components"}
    report.table(["what", "seconds", "peak MB"],
                 [[text, report.spread(name), report.memory(name)] for name, text in names.items()])


def growth(report):
    powers = [4, 5, 6, 7]
    whole, last = exponent(report, powers), exponent(report, powers[-2:])
    report.add("### Growth", "",
               f"Time to write grows with the events to the power of {whole:.2f}, opening and closing the file "
               f"included, and of {last:.2f} over the last decade, where they matter less.")
    report.table(["events", "seconds", "ns an event", "peak MB"], [
        [f"{report.median(name, 'events'):,.0f}", report.spread(name),
         number(report.median(name) / report.median(name, "events") * 1e9), report.memory(name)]
        for name in (f"growth {power}" for power in powers)])


def exponent(report, powers):
    """The slope of the growth's line through the logarithms, by least squares."""
    points = [(math.log10(report.median(f"growth {power}", "events")), math.log10(report.median(f"growth {power}")))
              for power in powers]
    x = statistics.mean(point[0] for point in points)
    y = statistics.mean(point[1] for point in points)
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)
