"""What observing costs: user and system time, plain and observed in turns, medians.

usage: measure.py [--rounds N] [--every-look] [PROGRAM ...]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import launch  # noqa: E402

FOLDER = os.path.dirname(os.path.abspath(__file__))


def seconds(run: "callable") -> tuple:
    """The processor time of one process, and the most memory that it held, in megabytes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def memory(command: list, variables: dict) -> int:
    """The most memory a process held, in kilobytes."""
    child = os.fork()
    if not child:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execve(command[0], command, variables)
    return os.wait4(child, 0)[2].ru_maxrss


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--every-look", action="store_true")
    parser.add_argument("programs", nargs="*")
    options = parser.parse_args()
    names = options.programs or ["nothing", "allocations", "kept", "rings", "training"]
    agent = ["every-look=yes"] if options.every_look else []
    for version, python in launch.INTERPRETERS.items():
        for name in names:
            path = os.path.join(FOLDER, name + ".py")
            if name == "training" and launch.plain(python, ["-c", "import numpy"]).status:
                continue
            launch.observed(python, [path], agent)
            plain, seen = [], []
            for _ in range(options.rounds):
                plain.append(seconds(lambda: launch.plain(python, [path])))
                seen.append(seconds(lambda: launch.observed(python, [path], agent)))
            a, b = statistics.median(plain), statistics.median(seen)
            print(
                f"{version:5} {name:12} plain {a:6.3f} s   observed {b:6.3f} s   x{b / a:5.2f}   +{(b - a) * 1000:5.0f} ms",
                flush=True,
            )


if __name__ == "__main__":
    main()
