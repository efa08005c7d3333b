"""dezero-trace in a Python environment: where pip put the command.

The command itself is a program of its own beside ``python``; its help is ``dezero-trace --help``.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator, Optional

__all__ = ["executable"]

NAME = "dezero-trace"
FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def executable() -> Optional[str]:
    """The path of the command that was installed with this package, or nothing if it is gone."""
    return next((path for path in _places() if os.path.isfile(path) and os.access(path, os.X_OK)), None)


def _places() -> Iterator[str]:
    # The installer wrote down where it put the file, whatever the layout: a virtual environment, --user or --prefix.
    # Read by hand, since importlib.metadata takes longer to load than the command takes to answer.
    for name in sorted(os.listdir(FOLDER)):
        if name.startswith("dezero_trace-") and name.endswith(".dist-info"):
            try:
                with open(os.path.join(FOLDER, name, "RECORD"), encoding="utf-8") as record:
                    paths = [line.split(",")[0] for line in record]
            except OSError:
                continue
            for path in paths:
                if path.endswith(f"/{NAME}"):
                    yield os.path.normpath(os.path.join(FOLDER, path))
    # With --target the files were moved after that.
    yield os.path.join(FOLDER, "bin", NAME)
