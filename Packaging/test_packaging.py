"""What is quickly known of the packages, without a release build: `make test-packaging`."""

from __future__ import annotations

import base64
import configparser
import csv
import hashlib
import io
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile
from email.parser import BytesParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import wheel  # noqa: E402
import workflow  # noqa: E402


class WheelTests(unittest.TestCase):
    """A wheel around a program that is at hand: nothing of it depends on what the program does."""

    BINARY = Path("/bin/true")

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.files = wheel.contents(self.BINARY, self.BINARY, "1.2.3", "py3-none-any")
        self.files["dezero_trace-1.2.3.dist-info/RECORD"] = (
            wheel.record(self.files, "dezero_trace-1.2.3.dist-info/RECORD"),
            0o644,
        )

    def write(self, name: str) -> Path:
        """The archive of these files."""
        wheel.write(self.folder / name, self.files, 1_000_000_000)
        return self.folder / name

    def test_the_same_files_give_the_same_bytes(self) -> None:
        first = self.write("first.whl").read_bytes()
        self.files = dict(reversed(list(self.files.items())))
        self.assertEqual(first, self.write("second.whl").read_bytes())

    def test_every_file_is_in_the_record_with_its_hash(self) -> None:
        with zipfile.ZipFile(self.write("a.whl")) as archive:
            rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(archive.read(archive.namelist()[-1]).decode()))}
            self.assertEqual(set(rows), set(archive.namelist()))
            for name, (digest, size) in rows.items():
                if name.endswith("/RECORD"):
                    self.assertEqual((digest, size), ("", ""))
                    continue
                data = archive.read(name)
                expected = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
                self.assertEqual((digest, size), (f"sha256={expected}", str(len(data))), name)

    def test_modes_and_times_are_those_of_a_release(self) -> None:
        with zipfile.ZipFile(self.write("a.whl")) as archive:
            for entry in archive.infolist():
                runs = entry.filename.endswith(".data/scripts/dezero-trace")
                self.assertEqual(entry.external_attr >> 16, 0o100755 if runs else 0o100644, entry.filename)
                self.assertEqual(entry.date_time, (2001, 9, 9, 1, 46, 40))

    def test_the_entry_point_has_the_name_of_its_module(self) -> None:
        # Otherwise pytest registers the launcher's copy beside it, and an option added twice is an error.
        parser = configparser.ConfigParser()
        parser.read_string(self.files["dezero_trace-1.2.3.dist-info/entry_points.txt"][0].decode())
        ((name, target),) = parser["pytest11"].items()
        self.assertEqual(name, target)
        self.assertIn(f"{target}.py", self.files)
        plugin = self.files[f"{target}.py"][0].decode()
        self.assertIn(f'NAME = "{name}"', plugin)

    def test_the_metadata_says_which_pythons_are_observed(self) -> None:
        metadata = BytesParser().parsebytes(self.files["dezero_trace-1.2.3.dist-info/METADATA"][0])
        agent = self.files["dezero_trace_agent.py"][0].decode()
        bounds = re.search(r"^OLDEST, NEWEST = \(3, (\d+)\), \(3, (\d+)\)$", agent, re.M)
        assert bounds is not None
        oldest, newest = map(int, bounds.groups())
        self.assertEqual(metadata["Requires-Python"], f">=3.{oldest}")
        named = {each.rpartition(" ")[2] for each in metadata.get_all("Classifier", []) if re.search(r" 3\.\d+$", each)}
        self.assertEqual(named, {f"3.{minor}" for minor in range(oldest, newest + 1)})

    def test_a_library_that_a_system_need_not_have_is_refused(self) -> None:
        libraries, version = wheel.needs(self.BINARY)
        self.assertIn("libc.so.6", libraries)
        self.assertGreaterEqual(version, (2, 2))
        self.assertTrue(wheel.platform(self.BINARY).startswith("manylinux_2_"))
        given = wheel.GIVEN
        self.addCleanup(setattr, wheel, "GIVEN", given)
        wheel.GIVEN = given - {"libc.so.6"}
        with self.assertRaisesRegex(SystemExit, "loads libc.so.6"):
            wheel.platform(self.BINARY)


class CommandTests(unittest.TestCase):
    """`python -m dezero_trace` without an installation."""

    def test_a_command_that_is_gone_is_told(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-m", "dezero_trace"],
                cwd=folder,
                env={"PYTHONPATH": str(Path(__file__).parent), "PYTHONDONTWRITEBYTECODE": "1"},
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
        self.assertEqual(done.returncode, 1)
        self.assertIn("is not where it was installed", done.stderr)


class NoticeTests(unittest.TestCase):
    """NOTICE has all that the manifest links into the command."""

    def test_every_dependency_has_its_notice(self) -> None:
        manifest = (wheel.ROOT / "Package.swift").read_text(encoding="utf-8")
        notice = (wheel.ROOT / "NOTICE").read_text(encoding="utf-8")
        packages = re.findall(r"\.package\(url: \"(https://github\.com/[^\"]+)\"", manifest)
        self.assertGreater(len(packages), 5)
        for package in packages:
            # A plugin of the build is in no binary.
            if not package.endswith("swift-docc-plugin"):
                self.assertIn(package, notice)
        for part in ("SQLite", "ICU", "libyaml", "libdispatch", "Foundation", "Swift standard library"):
            self.assertIn(part, notice)


class WorkflowTests(unittest.TestCase):
    """The workflow for GitHub, as far as it can be read; `make check-packages` runs its steps."""

    TEXT = workflow.FILE.read_text(encoding="utf-8")

    def test_its_steps_are_found_without_a_library(self) -> None:
        names = [step.name for step in workflow.plain_steps(self.TEXT)]
        self.assertEqual(names, ["Install", "Test", "Check", "Write reports"])
        self.assertEqual(workflow.variables(self.TEXT), {"DEZERO_TRACE_DATABASE": "cycles.sqlite"})

    def test_it_is_yaml_and_says_the_same(self) -> None:
        try:
            import yaml
        except ImportError:
            self.skipTest("PyYAML is not here: python3-yaml")
        document = yaml.safe_load(self.TEXT)
        # YAML takes the word `on` for true.
        self.assertEqual(set(document), {"name", True, "permissions", "jobs"})
        self.assertEqual(workflow.steps(self.TEXT), workflow.plain_steps(self.TEXT))
        (job,) = document["jobs"].values()
        self.assertEqual(job["env"], workflow.variables(self.TEXT))
        for step in job["steps"]:
            self.assertTrue(("uses" in step) != ("run" in step), step)

    def test_its_commands_are_bash(self) -> None:
        for step in workflow.steps(self.TEXT):
            done = subprocess.run(["bash", "-n"], input=step.commands, encoding="utf-8", stderr=subprocess.PIPE)
            self.assertEqual((done.returncode, done.stderr), (0, ""), step.name)


if __name__ == "__main__":
    unittest.main()
