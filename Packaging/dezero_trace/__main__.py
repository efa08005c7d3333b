"""``python -m dezero_trace``: the command of this environment, where it is not on the PATH."""

from __future__ import annotations

import os
import sys

from dezero_trace import NAME, executable


def main() -> None:
    """Becomes the command, with these arguments."""
    path = executable()
    if path is None:
        sys.exit(f"{NAME} is not where it was installed: pip install --force-reinstall {NAME}")
    os.execv(path, [path, *sys.argv[1:]])


main()
