"""Starts programs plain and observed, with every interpreter that this machine has."""

from __future__ import annotations

import atexit
import glob
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple

import findings
import stream_reader

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
AGENT = os.path.join(ROOT, "Sources", "CPython", "agent")
OBSERVED = os.path.join(ROOT, "fixtures", "observed")
SUPPORTED = ("3.9", "3.10", "3.11", "3.12", "3.13")


def interpreters() -> Dict[str, str]:
    """One CPython of each supported version, by version. PYTHONS="3.9 3.11" takes only these, ALL_PYTHONS=1 all found."""
    candidates = sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/*/bin/python")))
    candidates += [f"/usr/local/bin/python{version}" for version in SUPPORTED]
    candidates += [f"/usr/bin/python{version}" for version in SUPPORTED]
    wanted = os.environ.get("PYTHONS", "").split() or SUPPORTED
    found: Dict[str, str] = {}
    for path in candidates:
        if not os.access(path, os.X_OK):
            continue
        version = version_of(path)
        if version not in wanted:
            continue
        if version not in found:
            found[version] = path
        elif os.environ.get("ALL_PYTHONS"):
            found[f"{version} {path}"] = path
    return found


def version_of(path: str) -> str:
    """The version of an interpreter, without its last part; nothing for what is no CPython with a global lock."""
    code = "import sys; print(sys.implementation.name, 'free' in sys.version, *sys.version_info[:2])"
    answer = subprocess.run([path, "-c", code], capture_output=True, text=True)
    words = answer.stdout.split()
    return ".".join(words[2:]) if words[:2] == ["cpython", "False"] else ""


INTERPRETERS = interpreters()
_folder = tempfile.mkdtemp(prefix="dezero-trace-agent-")
atexit.register(shutil.rmtree, _folder, True)
for _name in ("sitecustomize.py", "dezero_trace_agent.py", "dezero_trace_watch.py", "dezero_trace_weak.py"):
    shutil.copy(os.path.join(AGENT, _name), _folder)


@dataclass
class Outcome:
    """How a program ended, and what it printed."""

    status: int
    output: bytes
    errors: bytes

    def masked(self) -> Tuple[int, bytes, bytes]:
        """Without what differs from one run to the next: addresses."""
        return self.status, mask(self.output), mask(self.errors)


def mask(text: bytes) -> bytes:
    return re.sub(rb"\b0x[0-9a-f]+", b"0x", text)


def environment() -> Dict[str, str]:
    """What every program of a test starts with."""
    names = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
    return {name: os.environ[name] for name in names if name in os.environ}


def plain(python: str, arguments: Sequence[str], **options: object) -> Outcome:
    """Runs a program as it is."""
    return _run([python, *arguments], environment(), **options)


def observed(
    python: str,
    arguments: Sequence[str],
    agent: Sequence[str] = (),
    stream: Optional[str] = None,
    variables: Optional[Dict[str, str]] = None,
    **options: object,
) -> Tuple[Outcome, Optional[bytes]]:
    """Runs a program with the agent. Returns how it ended and the stream."""
    target = stream or os.path.join(_folder, f"stream-{os.getpid()}")
    if stream is None and os.path.exists(target):
        os.remove(target)
    settings = environment()
    settings.update(variables or {})
    words = [f"stream=file:{target}" if stream is None else f"stream={stream}", *agent]
    if "PYTHONPATH" in settings:
        words.append("restore=PYTHONPATH=" + settings["PYTHONPATH"])
    else:
        words.append("remove=PYTHONPATH")
    settings["PYTHONPATH"] = os.pathsep.join([_folder, *filter(None, [settings.get("PYTHONPATH")])])
    settings["DEZERO_TRACE_AGENT"] = "\t".join(words)
    outcome = _run([python, *arguments], settings, **options)
    if stream is not None or not os.path.exists(target):
        return outcome, None
    with open(target, "rb") as file:
        return outcome, file.read()


def _run(
    command: List[str],
    variables: Dict[str, str],
    input: bytes = b"",
    folder: Optional[str] = None,
    timeout: float = 30,
    pass_fds: Sequence[int] = (),
) -> Outcome:
    done = subprocess.run(
        command,
        input=input,
        env=variables,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=timeout,
        pass_fds=pass_fds,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def report_of(python: str, program: str, *arguments: str, agent: Sequence[str] = ()) -> Tuple:
    """Observes a program of a file: how it ended, the run, and what it came to."""
    outcome, stream = observed(python, [os.path.basename(program), *arguments], agent, folder=os.path.dirname(program))
    assert stream is not None, outcome.errors
    run = stream_reader.read(stream)
    return outcome, run, findings.report(run)
