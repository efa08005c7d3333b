"""`make bench`: everything side by side in one run, in turn, and the report of it.

bench.py --bench TRACE-BENCH --insert INSERT --measure MEASURE --tool DEZERO-TRACE --python PYTHON [--report FILE]
         [--rounds N] [--quick] [--only observed|watched]

Every measurement is a process of its own. The rounds alternate: each runs every variant once, so that a machine that
slows down slows all of them. A figure is the median of the rounds, with the least and the most in brackets.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import commands
import observed
import parts
import watched
from report import Report, output


class Sample(dict):
    """The rounds of one variant: `wall`, `cpu`, `events` and `memory` in MB, each a list."""

    def add(self, figures):
        for name, value in figures.items():
            self.setdefault(name, []).append(value)

    def median(self, name):
        return statistics.median(self[name])


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.scale = 0.1 if options.quick else 1
        self.folder = pathlib.Path(folder)
        self.file = self.folder / "recording" / "bench.sqlite"
        self.file.parent.mkdir()
        # The program itself: a shim of pyenv is a shell script that takes longer to start than Python does.
        self.python = output(options.python, "-c", "import os, sys; print(os.path.realpath(sys.executable))")
        self.samples = {}

    def alternate(self, variants, most_rounds=None, keeps=False, read=None):
        """Measures variants, a name and a command each, in turn; `FILE` in a command is a new file, or a kept one.

        `read` makes further figures of what a command printed, or the same ones for a part of its time.
        """
        rounds = self.options.rounds
        for _ in range(min(rounds, most_rounds or rounds)):
            for name, command in variants.items():
                self.samples.setdefault(name, Sample()).add(self.run(command, read))
                if not keeps:
                    self.clear()

    def run(self, command, read=None):
        """What a process took from its start to its end, and its peak memory in MB."""
        command = [str(self.file if part == "FILE" else part) for part in command]
        figures = self.folder / "figures.json"
        process = subprocess.run(
            [self.options.measure, figures] + command, stderr=subprocess.PIPE,
            stdout=subprocess.PIPE if read else subprocess.DEVNULL)
        if process.returncode != 0:
            sys.stderr.buffer.write(process.stderr)
            sys.exit(f"bench.py: {' '.join(command)} ended with {process.returncode}")
        return json.loads(figures.read_text()) | (read(process.stdout) if read else {})

    def clear(self):
        for path in self.file.parent.iterdir():
            path.unlink()

    def scaled(self, count):
        return int(count * self.scale)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ["bench", "insert", "measure", "tool", "python"]:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--report", help="where the report goes, beside standard output")
    parser.add_argument("--rounds", type=int, help="default: 7, or 3 with --quick")
    parser.add_argument("--only", choices=["observed", "watched"], help="measure this alone, and print it alone")
    parser.add_argument("--quick", action="store_true", help="a tenth of every size, to try the benchmark itself")
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 7)
    chosen = {"observed": [observed], "watched": [watched]}.get(options.only, [commands, observed, watched, parts])
    load, start = os.getloadavg(), time.time()
    # Beside the programs, so that the disk is the project's and no file system in memory.
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(options.insert))) as folder:
        bench = Bench(options, folder)
        for part in chosen:
            part.measure(bench)
    report = Report(bench)
    report.head(load, time.time() - start)
    for part in chosen:
        part.tell(report)
    text = report.text()
    if options.report:
        pathlib.Path(options.report).write_text(text)
    print(text)


main()
