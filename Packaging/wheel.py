"""Writes a wheel around a built dezero-trace: the command, the plugin of pytest, and ``python -m dezero_trace``.

    python3 Packaging/wheel.py --binary .build/dist/dezero-trace --version 0.2.0 --output dist

The same files give the same bytes: names are sorted, and every time is SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import re
import subprocess
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AGENT = ROOT / "Sources/CPython/agent"

# What a system with this C library has: anything else must lie in the binary.
# https://peps.python.org/pep-0600/ names them, and auditwheel holds a wheel to it.
GIVEN = {
    "libc.so.6",
    "libm.so.6",
    "libdl.so.2",
    "libpthread.so.0",
    "librt.so.1",
    "ld-linux-x86-64.so.2",
    # Of the compiler, but wherever the C library is installed it is there, too.
    "libgcc_s.so.1",
}

METADATA = """\
Metadata-Version: 2.4
Name: dezero-trace
Version: {version}
Summary: Finds the reference cycles of a Python program, the statement that closes each, and the one reference to change
Keywords: reference cycle,memory leak,garbage collector,gc,weakref,pytest
License-Expression: {license}
License-File: LICENSE
License-File: NOTICE
Classifier: Development Status :: 4 - Beta
Classifier: Environment :: Console
Classifier: Framework :: Pytest
Classifier: Intended Audience :: Developers
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python :: 3.9
Classifier: Programming Language :: Python :: 3.10
Classifier: Programming Language :: Python :: 3.11
Classifier: Programming Language :: Python :: 3.12
Classifier: Programming Language :: Python :: 3.13
Classifier: Programming Language :: Python :: Implementation :: CPython
Classifier: Topic :: Software Development :: Debuggers
Classifier: Topic :: Software Development :: Testing
Requires-Python: >=3.9
Description-Content-Type: text/markdown

{description}"""

# Ours, then what is linked in, as NOTICE has it.
LICENSE = (
    "Apache-2.0 WITH Swift-exception AND Apache-2.0 AND MIT AND BSD-2-Clause AND BSD-3-Clause AND Unicode-3.0 AND ICU"
    " AND blessing"
)

# The name is the module's: so pytest takes an entry point, `-p` and PYTEST_PLUGINS for one and the same plugin,
# and the copy that `dezero-trace record` brings is registered instead of this one, not beside it.
ENTRY_POINTS = """\
[pytest11]
dezero_trace_pytest = dezero_trace_pytest
"""

WHEEL = """\
Wheel-Version: 1.0
Generator: dezero-trace {version}
Root-Is-Purelib: false
Tag: {tag}
"""


def needs(binary: Path) -> tuple[set[str], tuple[int, int]]:
    """The libraries that a binary loads, and the oldest C library that has all of what it wants of it."""
    text = subprocess.run(
        ["readelf", "--wide", "--dynamic", "--version-info", str(binary)],
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C"},
    ).stdout
    libraries = set(re.findall(r"\(NEEDED\)\s+Shared library: \[(.+?)\]", text))
    versions = [(int(major), int(minor)) for major, minor in re.findall(r"Name: GLIBC_(\d+)\.(\d+)", text)]
    if not versions:
        raise SystemExit(f"{binary}: it names no version of the C library")
    return libraries, max(versions)


def platform(*binaries: Path) -> str:
    """The tag of the systems on which binaries run."""
    newest = (0, 0)
    for binary in binaries:
        libraries, version = needs(binary)
        foreign = sorted(libraries - GIVEN)
        if foreign:
            raise SystemExit(f"{binary} loads {', '.join(foreign)}, which a system need not have: link it in")
        newest = max(newest, version)
    return f"manylinux_{newest[0]}_{newest[1]}_x86_64"


def contents(binary: Path, preload: Path, version: str, tag: str) -> dict[str, tuple[bytes, int]]:
    """The files of the wheel by their names, with their modes."""
    info = f"dezero_trace-{version}.dist-info"
    description = (ROOT / "Packaging/description.md").read_text(encoding="utf-8")
    texts = {
        f"{info}/METADATA": METADATA.format(version=version, license=LICENSE, description=description),
        f"{info}/WHEEL": WHEEL.format(version=version, tag=tag),
        f"{info}/entry_points.txt": ENTRY_POINTS,
    }
    files = {name: (text.encode(), 0o644) for name, text in texts.items()}
    copies = [(f"{info}/licenses/{name}", ROOT / name) for name in ("LICENSE", "NOTICE")]
    copies += [(name, AGENT / name) for name in ("dezero_trace_agent.py", "dezero_trace_pytest.py")]
    copies += [(f"dezero_trace/{path.name}", path) for path in (ROOT / "Packaging/dezero_trace").glob("*.py")]
    files.update((name, (path.read_bytes(), 0o644)) for name, path in copies)
    # An installer puts it beside `python` as it is: a script that called it would start Python first, each time.
    data = f"dezero_trace-{version}.data"
    files[f"{data}/scripts/dezero-trace"] = (binary.read_bytes(), 0o755)
    # Where the command looks for it: in ../lib/dezero-trace, from itself.
    files[f"{data}/data/lib/dezero-trace/{preload.name}"] = (preload.read_bytes(), 0o644)
    return files


def record(files: dict[str, tuple[bytes, int]], name: str) -> bytes:
    """The list of the files with their hashes; its own line has none."""
    lines = []
    for each in sorted(files):
        data = files[each][0]
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{each},sha256={digest},{len(data)}\n")
    return "".join([*lines, f"{name},,\n"]).encode()


def write(path: Path, files: dict[str, tuple[bytes, int]], moment: int) -> None:
    """Writes the archive; a zip knows no time before 1980."""
    at = max(time.gmtime(moment)[:6], (1980, 1, 1, 0, 0, 0))
    # What describes the archive stands at its end, as the format recommends, the list of all files last.
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(files, key=lambda name: (".dist-info/" in name, name.endswith("/RECORD"), name)):
            data, mode = files[name]
            entry = zipfile.ZipInfo(name, at)
            entry.create_system = 3
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes a wheel around a built dezero-trace.")
    parser.add_argument("--binary", type=Path, required=True, help="the command, stripped")
    parser.add_argument("--preload", type=Path, required=True, help="the library that watches Swift programs, stripped")
    parser.add_argument("--version", required=True, help="what the wheel is called")
    parser.add_argument("--output", type=Path, required=True, help="the folder of the wheel")
    options = parser.parse_args()
    moment = os.environ.get("SOURCE_DATE_EPOCH")
    if moment is None:
        parser.error("SOURCE_DATE_EPOCH is not set: `make wheel` sets it to the time of the commit")
    tag = f"py3-none-{platform(options.binary, options.preload)}"
    files = contents(options.binary, options.preload, options.version, tag)
    name = f"dezero_trace-{options.version}.dist-info/RECORD"
    files[name] = (record(files, name), 0o644)
    options.output.mkdir(parents=True, exist_ok=True)
    # An older wheel of this version, of another platform perhaps, would be installed by a pattern, too.
    for old in options.output.glob(f"dezero_trace-{options.version}-*.whl"):
        old.unlink()
    path = options.output / f"dezero_trace-{options.version}-{tag}.whl"
    write(path, files, int(moment))
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
