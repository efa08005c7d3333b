"""fixtures/streams: every stream is read as the text beside it says."""

from __future__ import annotations

import os
import re
import unittest
from collections import defaultdict
from typing import Dict, List

import findings
import launch
import stream_reader
import watched

STREAMS = os.path.join(launch.ROOT, "fixtures", "streams")


def expected(name: str) -> Dict[str, List[str]]:
    """The lines of `key: value` at the top of a text."""
    lines = defaultdict(list)
    with open(os.path.join(STREAMS, name + ".txt")) as file:
        for line in file:
            if not line.strip():
                break
            key, _, value = line.rstrip("\n").partition(": ")
            lines[key].append(value)
    return lines


def counted(lines: List[str]) -> Dict[str, int]:
    """`Node 2, Cart 1` by name."""
    pairs = [part.rpartition(" ") for line in lines for part in line.split(", ") if part]
    return {stream_reader.unescaped(name): int(count) for name, _, count in pairs}


class StreamTests(unittest.TestCase):
    """Streams written by hand."""

    def test_streams(self) -> None:
        names = sorted(name[:-7] for name in os.listdir(STREAMS) if name.endswith(".stream"))
        self.assertGreater(len(names), 25)
        for name in names:
            with self.subTest(stream=name):
                with open(os.path.join(STREAMS, name + ".stream"), "rb") as file:
                    data = file.read()
                wanted = expected(name)
                if name.endswith("-bad"):
                    with self.assertRaises(stream_reader.Damaged) as caught:
                        stream_reader.read(data)
                    self.assertEqual(f"line {caught.exception.line}", wanted["refused"][0])
                else:
                    self.check(stream_reader.read(data), wanted)

    def check(self, run: stream_reader.Run, wanted: Dict[str, List[str]]) -> None:
        report = findings.report(run)
        self.assertEqual(wanted["end"][0], run.end[0] if run.end else "interrupted")
        self.assertEqual(int(wanted["examined"][0]), report.examined)
        self.assertEqual(int(wanted["unexamined"][0]), report.unexamined)
        if "judged" in wanted:
            words = ["yes" if each else "no" for each in report.judged]
            self.assertEqual(wanted["judged"][0], ", ".join(words))
        self.assertEqual(counted(wanted["left"]), report.left)
        together = dict(report.collected)
        for kind, count in report.automatic.items():
            together[kind] = together.get(kind, 0) + count
        self.assertEqual(counted(wanted["collected"]), together)
        self.assertEqual(counted(wanted["likely"]), report.likely)
        self.assertEqual(int(wanted.get("not understood", ["0"])[0]), report.not_understood)
        rings = {}
        for line in wanted["ring"]:
            ring, count, certainty = re.fullmatch(r"(.*) x(\d+)( likely)?", line).groups()
            rings[stream_reader.unescaped(ring)] = int(count), certainty is not None
        found = {
            each.ring: (each.left + each.collected, each.certainty == findings.LIKELY)
            for each in report.findings.values()
        }
        self.assertEqual(rings, found)
        for line in wanted["alive"]:
            kind, count, path = (line.split(" ", 2) + [""])[:3]
            self.assertEqual(report.alive[kind], int(count))
            if path:
                self.assertIn(path, self.paths(run, kind))
        for key, conclude in (("closed", watched.closed_by), ("lost", watched.lost_when)):
            if key in wanted:
                self.assertEqual(wanted[key], [conclude(run)["Node.children -> list [0] -> Node.parent"]])

    def paths(self, run: stream_reader.Run, name: str) -> List[str]:
        return [
            "".join(findings.path_to(run, snapshot, end))
            for snapshot in run.snapshots
            for kind, _, end in snapshot.alive
            if end and run.type(kind).name == name
        ]


class CutTests(unittest.TestCase):
    """Where a stream is cut off does not matter: what stood before is read, and the run is interrupted."""

    def test_every_cut_can_be_read(self) -> None:
        for name in ("two-nodes", "several-marks", "watched", "alive-and-growing"):
            with open(os.path.join(STREAMS, name + ".stream"), "rb") as file:
                data = file.read()
            first = data.index(b"\n") + 1
            for end in range(first, len(data)):
                run = stream_reader.read(data[:end])
                findings.report(run)
                self.assertIsNone(run.end)


class EscapeTests(unittest.TestCase):
    """The agent's escapes are the reader's."""

    def test_texts_survive(self) -> None:
        import sys

        sys.path.insert(0, launch.AGENT)
        import dezero_trace_agent as agent

        for text in ("", "-", "--", "a\tb", "a\nb\r", "\\", "\\t", "\\-", "é…\u2028\x00\x7f", "한글", "tab\\\t"):
            column = agent.escaped(text)
            self.assertNotIn("\t", column)
            self.assertNotIn("\n", column)
            self.assertNotEqual(column, "-")
            self.assertEqual(stream_reader.unescaped(column), text)
        self.assertEqual(stream_reader.unescaped(agent.escaped("\udc80")), "\ufffd")
        for pair in ("stream=file:/a\tb", "restore=X=\n", "scope=C:\\t", "-"):
            self.assertEqual(agent.unescaped(agent.escaped(pair)), pair)


if __name__ == "__main__":
    unittest.main()
