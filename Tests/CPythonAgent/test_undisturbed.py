"""A program must not notice that it is observed: output, error output and status are those of a plain run."""

from __future__ import annotations

import os
import unittest

import launch
import stream_reader

PROGRAMS = os.path.join(launch.OBSERVED, "undisturbed")
# These end without the interpreter's own end, so the last look is missing and the reader must say so.
WITHOUT_END = {"exit_at_once.py", "terminated.py", "killed.py", "replaced.py", "broken_pipe.py"}
# The order of their lines is not theirs.
IN_ANY_ORDER = {"ring_finalizers.py"}
# Here the program closes the stream.
CLOSES_THE_STREAM = {"closed_descriptors.py"}
INPUT = b"abc\n" + b"0123456789" * 1000


def sort_lines(text: bytes) -> bytes:
    return b"".join(sorted(text.splitlines(True)))


class UndisturbedTests(unittest.TestCase):
    """Every program of fixtures/observed/undisturbed, with every interpreter, plain and observed."""

    def compare(self, python: str, arguments: list, agent: tuple = ()) -> stream_reader.Run:
        plain = launch.plain(python, arguments, folder=PROGRAMS, input=INPUT)
        observed, stream = launch.observed(python, arguments, agent, folder=PROGRAMS, input=INPUT)
        if arguments[-1] in IN_ANY_ORDER:
            plain.output, observed.output = sort_lines(plain.output), sort_lines(observed.output)
        self.assertEqual(plain.masked(), observed.masked())
        self.assertIsNotNone(stream)
        run = stream_reader.read(stream)
        self.assertEqual([note for note in run.notes if note[0] == "agent error"], [])
        return run

    def test_programs(self) -> None:
        for version, python in launch.INTERPRETERS.items():
            for program in sorted(os.listdir(PROGRAMS)):
                if not program.endswith(".py"):
                    continue
                for agent in ((), ("every-look=yes",)):
                    with self.subTest(version=version, program=program, agent=agent):
                        run = self.compare(python, [program], agent)
                        if program in WITHOUT_END:
                            self.assertIsNone(run.end)
                        elif program not in CLOSES_THE_STREAM:
                            self.assertEqual(run.end, ("finished", None))

    def test_ways_to_start(self) -> None:
        code = "import sys; print(sys.argv, __name__, sys.path[0])\nclass A: pass\na = A(); a.me = a"
        ways = {
            "command": ["-c", code, "x"],
            "module": ["-m", "environment", "x"],
            "optimised": ["-O", "finalizers.py"],
            "unbuffered": ["-u", "uncaught_exception.py"],
            "warnings are errors": ["-W", "error", "generators.py"],
            "development mode": ["-X", "dev", "collector.py"],
            "no bytecode": ["-B", "environment.py"],
        }
        for version, python in launch.INTERPRETERS.items():
            for name, arguments in ways.items():
                with self.subTest(version=version, way=name):
                    run = self.compare(python, arguments)
                    self.assertEqual(run.end, ("finished", None))
                    kind = {"command": "command", "module": "module"}.get(name, "script")
                    self.assertEqual(run.facts["program"][0], kind)


if __name__ == "__main__":
    unittest.main()
