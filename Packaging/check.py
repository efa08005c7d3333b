"""Installs a wheel and an archive as a user would, by every CPython of this machine, and uses them.

    python3 Packaging/check.py --wheel dist/dezero_trace-*.whl --archive dist/dezero-trace-*.tar.gz

Everything happens in a folder of its own that is gone afterwards. pytest, xdist and auditwheel come from PyPI. It stops at
the first thing that is not as it should be.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import workflow

ROOT = Path(__file__).resolve().parent.parent
# Named in the wheel's metadata: what the agent observes. Older ones refuse the wheel.
OLDEST = (3, 9)
# What a user has where there is no Swift: no variable of ours, and nothing of a toolchain on the PATH.
PLAIN = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
RING = "This test leaves a reference cycle"
# The tests of the project below that leave one.
LEAVING = {"test_tree"}

PROJECT = {
    "trees.py": """\
class Node:
    def __init__(self, parent=None):
        self.parent = parent
        self.children = []
        if parent is not None:
            parent.children.append(self)
""",
    "test_trees.py": """\
from trees import Node


def test_alone():
    assert Node().children == []


def test_tree():
    root = Node()
    assert Node(root).parent is root
""",
}

# The program that README.md opens with.
TREE = re.search(r"^\$ cat tree\.py\n(.*?)^\$ ", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)


class Wrong(Exception):
    """Something is not as it should be."""


def must(condition: bool, text: str) -> None:
    """Holds what was seen against what must be."""
    if not condition:
        raise Wrong(text)


def call(words: list[str | Path], cwd: Path, status: int | None = 0, environment: dict[str, str] | None = None) -> str:
    """Runs a command, and returns what it printed; it must end with this status, if one is given."""
    done = subprocess.run(
        [os.fspath(word) for word in words],
        cwd=cwd,
        env={**PLAIN, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    text = f"{' '.join(map(str, words))}: status {done.returncode}\n{done.stdout}"
    must(status is None or done.returncode == status, text)
    return done.stdout


def pythons(folder: Path) -> dict[tuple[int, ...], Path]:
    """The interpreters of this machine, one of each version of CPython 3."""
    found: dict[tuple[int, ...], Path] = {}
    homes = (Path.home() / ".pyenv/versions").glob("*/bin/python3")
    for path in [*sorted(homes), *sorted(Path("/usr/bin").glob("python3.*[0-9]"))]:
        answer = call([path, "-c", "import sys, venv, ensurepip; print(*sys.version_info[:2])"], folder, status=None)
        numbers = tuple(map(int, re.findall(r"^(\d+) (\d+)$", answer)[0])) if re.match(r"\d+ \d+$", answer) else ()
        if numbers:
            found.setdefault(numbers, path)
    return dict(sorted(found.items()))


class Environment:
    """A fresh virtual environment."""

    def __init__(self, python: Path, folder: Path) -> None:
        self.folder = folder
        call([python, "-m", "venv", folder], folder.parent)
        self.python = folder / "bin/python"
        self.tool = folder / "bin/dezero-trace"

    def pip(self, *words: str | Path, status: int | None = 0) -> str:
        """Runs its pip."""
        return call([self.python, "-m", "pip", *words], self.folder, status)


def failed(text: str) -> set[str]:
    """The tests that pytest has as errors, as a test is that leaves a ring."""
    return set(re.findall(r"^ERROR test_trees\.py::(\w+)", text, re.M))


def project(folder: Path) -> Path:
    """The project with the planted ring."""
    folder.mkdir()
    for name, text in PROJECT.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def check_plugin(each: Environment, folder: Path) -> None:
    """The plugin of the wheel, by itself and beside the copy that the launcher brings."""
    place = project(folder / "project")
    # Warnings are errors: pytest warns where a plugin is loaded before it could be rewritten.
    pytest: list[str | Path] = [each.python, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    record: list[str | Path] = [each.tool, "record", "--quiet", "--database", folder / "tests.sqlite", "--"]

    # Whoever does not ask for it does not notice it.
    must("2 passed" in call(pytest, place), "the plugin is in the way")
    # The environment is not on the PATH, and yet the command is found: rings are told, not types alone.
    text = call([*pytest, "--cycles"], place, 1)
    must(failed(text) == LEAVING and RING in text, text)
    # Named once more, by its own name: one plugin.
    must(failed(call([*pytest, "-p", "dezero_trace_pytest", "--cycles"], place, 1)) == LEAVING, "named twice")
    # The launcher brings its own copy of it.
    text = call([*record, *pytest, "--cycles"], place, 1)
    must(failed(text) == LEAVING and RING in text, text)
    must(failed(call([*record, *pytest, "-p", "dezero_trace_pytest", "--cycles"], place, 1)) == LEAVING, "all three")
    must("2 passed" in call([*record, *pytest], place), "the launcher is in the way")
    # And so does who has its folder on PYTHONPATH.
    call([each.tool, "pytest-plugin", folder / "tools"], place)
    text = call(
        [*pytest, "-p", "dezero_trace_pytest", "--cycles"], place, 1, {"PYTHONPATH": os.fspath(folder / "tools")}
    )
    must(failed(text) == LEAVING, text)
    # Workers.
    for words in ([*pytest, "-n", "2", "--cycles"], [*record, *pytest, "-n", "2", "--cycles"]):
        text = call(words, place, 1)
        must(failed(text) == LEAVING and RING in text, text)
    # A baseline takes the ring in.
    database = ["--database", os.fspath(folder / "one.sqlite")]
    call([each.tool, "record", "--quiet", *database, "--", *pytest], place)
    call([each.tool, "check", *database, "--baseline", folder / "cycles.json", "--update-baseline"], place)
    call([*pytest, "--cycles", "--cycles-baseline", folder / "cycles.json"], place)


def check_python(version: tuple[int, ...], python: Path, wheel: Path, folder: Path) -> str:
    """The wheel in an environment of one interpreter."""
    folder.mkdir()
    each = Environment(python, folder / "environment")
    if version < OLDEST:
        text = each.pip("install", "--no-index", wheel, status=1)
        must("requires a different Python" in text or "not a supported wheel" in text, text)
        must(not each.tool.exists(), "it is there for all that")
        return "refused by pip"
    each.pip("install", "--no-index", wheel)
    told = call([each.tool, "--version"], folder)
    must(call([each.python, "-m", "dezero_trace", "--version"], folder) == told, "python -m says something else")
    call([each.tool, "selftest"], folder)
    each.pip("install", "--quiet", "pytest", "pytest-xdist")
    check_plugin(each, folder)
    each.pip("uninstall", "--yes", "dezero-trace")
    # What pytest compiled of it is pytest's.
    left = [path for path in each.folder.rglob("*dezero*") if path.is_file() and "__pycache__" not in path.parts]
    must(not left, f"uninstalled, and still there: {left}")
    return f"{told.strip()}; plugin, launcher and workers agree"


def check_layouts(python: Path, wheel: Path, folder: Path) -> None:
    """Where else pip can put it: `python -m dezero_trace` finds the command there."""
    folder.mkdir()
    pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-warn-script-location"]
    call([*pip, "--target", folder / "target", wheel], folder)
    version: list[str | Path] = [python, "-m", "dezero_trace", "--version"]
    path = {"PYTHONPATH": os.fspath(folder / "target")}
    must("dezero-trace" in call(version, folder, environment=path), "--target")
    home = {"PYTHONUSERBASE": os.fspath(folder / "user"), "PIP_BREAK_SYSTEM_PACKAGES": "1"}
    call([*pip, "--user", wheel], folder, environment=home)
    must("dezero-trace" in call(version, folder, environment=home), "--user")
    (folder / "user/bin/dezero-trace").unlink()
    text = call(version, folder, 1, home)
    must("is not where it was installed" in text, text)


def check_swift(tool: Path, folder: Path) -> None:
    """A Swift program is watched by the library that came with the command, where there is a compiler to make one."""
    compiler = shutil.which("swiftc")
    if not compiler:
        return
    source = folder / "ring.swift"
    source.write_text("final class Node { var next: Node? }\nfunc run() { let a = Node(); a.next = a }\nrun()\n")
    call([compiler, "-g", source, "-o", folder / "ring"], folder)
    call([tool, "record", "--quiet", "--database", "swift.sqlite", "--", folder / "ring"], folder)
    text = call([tool, "report", "--database", "swift.sqlite"], folder)
    must("Make `Node.next` weak" in text, text)


def check_archive(archive: Path, folder: Path) -> str:
    """The archive, on a machine without Swift as far as the environment goes."""
    folder.mkdir()
    with tarfile.open(archive) as file:
        names = sorted(each.name.partition("/")[2] for each in file if each.isfile())
        file.extractall(folder)
    expected = [
        "LICENSE",
        "NOTICE",
        "bin/dezero-trace",
        "lib/dezero-trace/libDezeroTracePreload.so",
        "share/bash-completion/completions/dezero-trace",
        "share/fish/vendor_completions.d/dezero-trace.fish",
        "share/man/man1/dezero-trace.1",
        "share/zsh/site-functions/_dezero-trace",
    ]
    must(names == expected, f"in the archive: {names}")
    (home,) = folder.iterdir()
    tool = home / "bin/dezero-trace"
    call([tool, "selftest"], folder)
    call([tool, "record", "cycle", "--quiet"], folder)
    must("cycle" in call([tool, "report"], folder), "no report")
    check_swift(tool, folder)
    # Nothing is loaded but what belongs to the C library.
    text = call(["readelf", "--wide", "--dynamic", tool], folder)
    libraries = set(re.findall(r"Shared library: \[(.+?)\]", text))
    must(libraries <= {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}, f"it loads {libraries}")
    times = []
    for _ in range(21):
        begin = time.perf_counter()
        call([tool, "--version"], folder)
        times.append(time.perf_counter() - begin)
    return f"{tool.stat().st_size:,} bytes, --version in {1000 * statistics.median(times):.0f} ms (median of 21)"


def check_metadata(python: Path, wheel: Path, folder: Path) -> str:
    """What others say of the wheel: auditwheel of its tag, packaging of its license, twine of the rest."""
    folder.mkdir()
    each = Environment(python, folder / "environment")
    each.pip("install", "--quiet", "auditwheel", "packaging", "twine")
    text = " ".join(call([each.python, "-m", "auditwheel", "show", wheel], folder).split())
    tag = re.search(r"consistent with the following platform tag: \"(\w+)\"", text)
    must(tag is not None and f"-{tag[1]}.whl" in wheel.name, text)
    text = call([each.python, "-m", "twine", "check", "--strict", wheel], folder)
    must("PASSED" in text, text)
    code = """
import sys, zipfile
from packaging.licenses import canonicalize_license_expression
from packaging.metadata import Metadata
with zipfile.ZipFile(sys.argv[1]) as file:
    name = next(name for name in file.namelist() if name.endswith("/METADATA"))
    metadata = Metadata.from_email(file.read(name))
print(canonicalize_license_expression(metadata.license_expression))
"""
    return call([each.python, "-c", code, wheel], folder).strip()


def check_first_contact(python: Path, wheel: Path, folder: Path) -> str:
    """From nothing to a proven fix of a real file."""
    folder.mkdir()
    must(TREE is not None, "README.md has no tree.py")
    assert TREE is not None
    (folder / "tree.py").write_text(TREE[1], encoding="utf-8")
    begin = time.monotonic()
    each = Environment(python, folder / "environment")
    each.pip("install", "--no-index", wheel)
    installed = time.monotonic() - begin
    call([each.tool, "record", "--explain", "--quiet", "--", each.python, "tree.py"], folder)
    text = call([each.tool, "report"], folder)
    must("closed by           tree.py:5  parent.children.append(self)" in text, text)
    text = call([each.tool, "advise", "--", each.python, "tree.py"], folder)
    must("Make `Node.parent` weak" in text and "each time its" in text, text)
    whole = time.monotonic() - begin
    must(whole < 60, f"it took {whole:.0f} s")
    return f"{whole:.1f} s, of which {installed:.1f} s for the environment and pip"


def check_readme(python: Path, wheel: Path, archive: Path, folder: Path) -> str:
    """The first two ways to install it, typed as the READMEs have them."""
    folder.mkdir()
    assert TREE is not None
    for name in ("README.md", "README.ko.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        by_pip, by_archive = re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)[:2]
        must("pip install" in by_pip and "tar -xzf" in by_archive, f"{name} installs otherwise")
        place = project(folder / name)
        (place / "tree.py").write_text(TREE[1], encoding="utf-8")
        # What `pytest --cycles` finds nothing in.
        (place / "test_trees.py").write_text("def test_nothing():\n    pass\n", encoding="utf-8")
        for each in (wheel, archive):
            shutil.copy(each, place)
        environment = Environment(python, place / "environment")
        environment.pip("install", "--quiet", "pytest")
        path = {"PATH": f"{environment.folder}/bin:{PLAIN['PATH']}", "HOME": os.fspath(place / "home")}
        call(["bash", "-ec", by_pip], place, environment=path)
        call(["bash", "-ec", by_archive], place, environment=path)
        call([place / "home/.local/bin/dezero-trace", "selftest"], place)
    return "by pip and by the archive, in both READMEs"


def check_workflow(python: Path, wheel: Path, folder: Path) -> str:
    """The steps of the workflow for GitHub, in a project: red at a new ring, green with its baseline."""
    folder.mkdir()
    each = Environment(python, folder / "environment")
    place = project(folder / "project")
    # Where the workflow asks pip for it by its name, this wheel is meant.
    (folder / "constraint.txt").write_text(f"dezero-trace @ {wheel.as_uri()}\n", encoding="utf-8")
    environment = workflow.scratch(
        {
            **PLAIN,
            "PATH": f"{each.folder}/bin:{PLAIN['PATH']}",
            "PIP_CONSTRAINT": os.fspath(folder / "constraint.txt"),
        },
        folder,
    )
    summary = folder / "summary.md"
    red = workflow.run(place, environment)
    outcomes = {step.name: done.returncode if done else None for step, done in red}
    text = "\n".join(f"{step.name}: {done.stdout if done else 'left out'}" for step, done in red)
    must(outcomes == {"Install": 0, "Test": 0, "Check": 1, "Write reports": 0}, text)
    must("::error" in text and "trees.py" in text, text)
    told = summary.read_text(encoding="utf-8")
    must("## dezero-trace: failed" in told and "Node" in told, told)
    for name in ("cycles.sarif", "cycles.html", "cycles-now.json"):
        must((place / name).stat().st_size > 0, f"{name} is empty")

    # As one commits the artifact, and pushes again.
    (place / "cycles-now.json").rename(place / "cycles.json")
    for name in ("cycles.sqlite", "cycles.sarif", "cycles.html"):
        (place / name).unlink()
    summary.unlink()
    green = workflow.run(place, environment)
    text = "\n".join(f"{step.name}: {done.stdout if done else 'left out'}" for step, done in green)
    must(all(done is not None and done.returncode == 0 for _, done in green), text)
    must("## dezero-trace: passed" in summary.read_text(encoding="utf-8"), text)
    must((place / "cycles-now.json").read_bytes() == (place / "cycles.json").read_bytes(), "another baseline")
    return f"{len(green)} steps, red without a baseline and green with it"


def main() -> None:
    parser = argparse.ArgumentParser(description="Installs a wheel and an archive as a user would, and uses them.")
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--archive", type=Path, required=True)
    options = parser.parse_args()
    wheel, archive = options.wheel.resolve(), options.archive.resolve()
    folder = Path(tempfile.mkdtemp(prefix="dezero-trace-packages-"))
    try:
        found = pythons(folder)
        usual = next((path for version, path in reversed(found.items()) if (3, 9) <= version <= (3, 13)), None)
        must(usual is not None, "there is no CPython from 3.9 to 3.13 with venv")
        assert usual is not None
        print(f"{wheel.name}: {wheel.stat().st_size:,} bytes; {archive.name}: {archive.stat().st_size:,} bytes")
        print(f"first contact: {check_first_contact(usual, wheel, folder / 'first')}")
        print(f"the archive: {check_archive(archive, folder / 'archive')}")
        print(f"the license: {check_metadata(usual, wheel, folder / 'metadata')}")
        print(f"as README.md says: {check_readme(usual, wheel, archive, folder / 'readme')}")
        check_layouts(usual, wheel, folder / "layouts")
        print("--user and --target: python -m dezero_trace finds the command")
        print(f"the workflow: {check_workflow(usual, wheel, folder / 'workflow')}")
        for version, python in found.items():
            name = ".".join(map(str, version))
            print(f"Python {name}: {check_python(version, python, wheel, folder / name)}", flush=True)
    except Wrong as wrong:
        sys.exit(f"Not as it should be: {wrong}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
