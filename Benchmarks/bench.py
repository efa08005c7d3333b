"""`make bench`: everything side by side in one run, in turn, and the report of it.

bench.py --bench TRACE-BENCH --insert INSERT --measure MEASURE --tool DEZERO-TRACE --python PYTHON --report FILE
         [--rounds N] [--scale S]

Every measurement is a process of its own. The rounds alternate: each runs every variant once, so that a machine that
slows down slows all of them. A figure is the median of the rounds, with the least and the most in brackets.
"""

import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from report import write_report


class Sample(dict):
    """The rounds of one variant: `wall`, `cpu`, `events` and `memory` in MB, each a list."""

    def add(self, figures):
        for name, value in figures.items():
            self.setdefault(name, []).append(value)

    def median(self, name):
        return statistics.median(self[name])


def run(measure, command):
    """Runs a process: what it printed as JSON, else what it took from its start to its end, and its peak memory."""
    with tempfile.NamedTemporaryFile() as file:
        process = subprocess.run([measure, file.name] + command, stdout=subprocess.PIPE)
        if process.returncode != 0:
            sys.exit(f"bench.py: {' '.join(command)} ended with {process.returncode}")
        figures = json.load(open(file.name))
    try:
        figures.update(json.loads(process.stdout))
    except ValueError:
        pass
    return figures


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.file = os.path.join(folder, "bench.sqlite")
        self.samples = {}

    def alternate(self, variants, rounds=None, keeps=False):
        """Measures variants, a name and a command each, in turn; `FILE` in a command is a new file, or a kept one."""
        for _ in range(rounds or self.options.rounds):
            for name, command in variants.items():
                figures = run(self.options.measure, [self.file if part == "FILE" else str(part) for part in command])
                self.samples.setdefault(name, Sample()).add(figures)
                if not keeps:
                    self.clear()

    def clear(self):
        for path in pathlib.Path(self.file).parent.iterdir():
            path.unlink()

    def reading(self):
        """What one recording of some ten million events takes to make and analyse, and to report."""
        tool, count = self.options.tool, self.scaled(700_000)
        record = [tool, "record", "--quiet", "chain-n", "--set", f"n={count}", "--database", "FILE"]
        self.alternate({"record": record}, rounds=1, keeps=True)
        self.alternate({
            "report": [tool, "report", "--database", "FILE"],
            "scan": ["sqlite3", "FILE", "SELECT count(*), sum(count) FROM event"],
        }, keeps=True)
        query = subprocess.run(["sqlite3", self.file, "SELECT count(*) FROM event"], stdout=subprocess.PIPE)
        self.samples["record"].add({"events": int(query.stdout)})
        self.clear()

    def scaled(self, count):
        return max(int(count * self.options.scale), 100)

    def all(self):
        bench, insert, tool = self.options.bench, self.options.insert, self.options.tool
        python = [self.options.python, os.path.join(os.path.dirname(__file__), "workloads.py")]
        events = self.scaled(5_000_000)
        self.alternate({
            "write": [insert, "raw", "FILE", events],
            "c prepared": [insert, "prepared", "FILE", events],
            "c multirow": [insert, "multirow", "FILE", events],
            "statements": [bench, "events", "statements", "FILE", events],
            "pages": [bench, "events", "pages", "FILE", events],
        })
        for shape in ["chain", "ring"]:
            for count in [100_000, 1_000_000]:
                size = self.scaled(count)
                self.alternate({
                    f"{shape} {count} heap": [bench, shape, size],
                    f"{shape} {count} recorded": [bench, shape, size, "FILE"],
                    f"{shape} {count} cpython": python + [shape, size],
                })
        count = self.scaled(1_000_000)
        self.alternate({
            "loop heap": [bench, "loop", count],
            "loop recorded": [bench, "loop", count, "FILE"],
            "loop cpython": python + ["loop", count],
        })
        for dimension, iterations in [(1, 50_000), (10_000, 2_000)]:
            count = self.scaled(iterations)
            self.alternate({
                f"dezero {dimension} heap": [bench, "dezero", dimension, count],
                f"dezero {dimension} recorded": [bench, "dezero", dimension, count, "FILE"],
                f"dezero {dimension} cpython": python + ["dezero", dimension, count],
            })
        count = self.scaled(50_000)
        self.alternate({"copy": [bench, "copy", 10_000, count], "square": [bench, "square", 10_000, count]})
        count = self.scaled(100_000)
        self.alternate({
            "findings": [bench, "findings", count],
            "gc.collect": python + ["collect", count],
        })
        self.alternate({"refcycle": python + ["refcycle", count]}, rounds=min(self.options.rounds, 3))
        self.alternate({
            "start": [tool, "--version"],
            "start cpython": [self.options.python, "-c", "pass"],
            "start numpy": [self.options.python, "-c", "import numpy"],
        })
        for power in [4, 5, 6, 7]:
            size = self.scaled(10**power)
            self.alternate({f"growth {power}": [bench, "events", "pages", "FILE", size]})
        self.reading()

    def exponent(self, powers):
        """The slope of the growth's line through the logarithms, by least squares."""
        points = []
        for power in powers:
            sample = self.samples[f"growth {power}"]
            points.append((math.log10(sample.median("events")), math.log10(sample.median("wall"))))
        x = statistics.mean(point[0] for point in points)
        y = statistics.mean(point[1] for point in points)
        return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ["bench", "insert", "measure", "tool", "python", "report"]:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1, help="of every size, to try the benchmark itself")
    options = parser.parse_args()
    load = os.getloadavg()
    start = time.time()
    # Beside the programs, so that the disk is the project's and no file system in memory.
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(options.insert))) as folder:
        bench = Bench(options, folder)
        bench.all()
    write_report(bench, load, time.time() - start)


main()
