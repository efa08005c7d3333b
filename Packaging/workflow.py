"""Reads docs/ci/dezero-trace.yml and runs its steps, as far as they are commands, with a shell as GitHub's."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "docs/ci/dezero-trace.yml"


@dataclass(frozen=True)
class Step:
    """A step that runs commands."""

    name: str
    commands: str
    # Whether it runs where one before it failed.
    always: bool


def steps(text: str) -> list[Step]:
    """The steps of a workflow's one job, by PyYAML where it is here."""
    try:
        import yaml
    except ImportError:
        return plain_steps(text)
    (job,) = yaml.safe_load(text)["jobs"].values()
    return [Step(each["name"], each["run"], "if" in each) for each in job["steps"] if "run" in each]


def plain_steps(text: str) -> list[Step]:
    """The same of a workflow that is written as ours is, without a library."""
    answer = []
    for part in re.split(r"^      - ", text, flags=re.MULTILINE)[1:]:
        name = re.match(r"name: (.+)\n", part)
        run = re.search(r"^        run: \|\n((?:          .*\n)+)", part, flags=re.MULTILINE)
        if name and run:
            commands = re.sub(r"^ {10}", "", run[1], flags=re.MULTILINE)
            answer.append(Step(name[1], commands, re.search(r"^        if:", part, flags=re.MULTILINE) is not None))
    return answer


def variables(text: str) -> dict[str, str]:
    """What the job puts into the environment."""
    block = re.search(r"^    env:\n((?:      .*\n)+)", text, flags=re.MULTILINE)
    return dict(re.findall(r"^      (\w+): (.+)$", block[1], flags=re.MULTILINE)) if block else {}


def run(folder: Path, environment: dict[str, str]) -> list[tuple[Step, subprocess.CompletedProcess[str] | None]]:
    """Runs the steps in a folder; nothing for a step that is left out since one before it failed."""
    text = FILE.read_text(encoding="utf-8")
    answer: list[tuple[Step, subprocess.CompletedProcess[str] | None]] = []
    failed = False
    for step in steps(text):
        if failed and not step.always:
            answer.append((step, None))
            continue
        # As GitHub starts bash where a workflow names it.
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.commands],
            cwd=folder,
            env={**environment, **variables(text)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        failed |= done.returncode != 0
        answer.append((step, done))
    return answer


def scratch(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """An environment with a summary to write, as a runner has it."""
    return {**environment, "GITHUB_STEP_SUMMARY": os.fspath(folder / "summary.md")}
