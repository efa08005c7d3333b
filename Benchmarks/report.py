"""What the report of `make bench` is made of, in Markdown."""

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
        self.options = bench.options
        self.scale = bench.scale
        self.samples = bench.samples
        self.lines = []

    def add(self, *lines):
        self.lines += lines

    def table(self, head, rows):
        self.add("", "| " + " | ".join(head) + " |", "|" + "---|" * len(head))
        for row in rows:
            self.add("| " + " | ".join(row) + " |")
        self.add("")

    def targets(self, rows):
        """What was asked, what was measured (of several, the worst counts), and whether that is enough.

        A row is a name, the target as text, the bound, and the values; a bound that is a least one begins with ">=".
        """
        def outcome(target, bound, values):
            if self.options.quick:
                return "a trial"
            reached = min(values) >= bound if target.startswith(">=") else max(values) <= bound
            return "reached" if reached else "**missed**"

        self.table(["what", "target", "measured", ""], [
            [name, target, " / ".join(map(number, values)), outcome(target, bound, values)]
            for name, target, bound, values in rows])

    def median(self, name, figure="wall"):
        return self.samples[name].median(figure)

    def ratio(self, name, other, figure="wall"):
        return self.median(name, figure) / self.median(other, figure)

    def ratios(self, name, other):
        """How many times another it took, as one waits for it and in processor time."""
        return f"{number(self.ratio(name, other))} / {number(self.ratio(name, other, 'cpu'))}"

    def spread(self, name, unit=1, figure="wall"):
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

    def memory(self, name):
        return number(self.median(name, "memory"))

    def head(self, load, seconds):
        """When, where and with what it was measured."""
        now, after = datetime.datetime.now(datetime.timezone.utc), os.getloadavg()
        self.add(
            "# Benchmarks", "",
            "Written by `make bench`: one run, every variant a process of its own, in turn. A figure is the median of "
            f"{self.options.rounds} rounds [least–most] where nothing else is said.", "",
            f"- {now:%Y-%m-%d %H:%M} UTC, {seconds:.0f} seconds; load average {load[0]:.2f} before, {after[0]:.2f} "
            "after",
            f"- {processor()}, {os.cpu_count()} cores; {platform.system()} {platform.release()}",
            f"- {python_facts(self.options.python)}",
            f"- {output('swift', '--version').splitlines()[0]}; {output('cc', '--version').splitlines()[0]}; "
            f"SQLite {output('sqlite3', '--version').split(' ')[0]}")
        if self.options.quick:
            self.add("- every size is a tenth: **a trial of the benchmark**, whose figures are no result")
        if max(load[0], after[0]) > os.cpu_count() + 1:
            self.add("- **other work shared the machine**: what one waits for is not to be trusted, processor time is")
        self.add("")

    def text(self):
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip() + "\n"
