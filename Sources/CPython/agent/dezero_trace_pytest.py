"""pytest with the agent of dezero-trace: every test is a mark, and one that leaves a new reference cycle fails.

Three ways lead here. Under ``dezero-trace record -- pytest ...`` the agent is there before pytest and offers this plugin by
PYTEST_PLUGINS. Installed by pip it is an entry point, and ``pytest --cycles`` starts the agent itself. From a folder of
PYTHONPATH ``pytest -p dezero_trace_pytest --cycles`` does: this file and ``dezero_trace_agent.py`` lie side by side in it.
Each has the module's own name for pytest, so that they are one plugin where several come together: the first is taken.
Under xdist every worker has an agent of its own.

What a cycle is, is not decided here: the ``dezero-trace`` command judges the stream of each test that leaves something
unreached. Nothing of pytest is imported before pytest is. PYTEST_DONT_REWRITE
"""

from __future__ import annotations

import gc
import os
import sys
from _operator import not_
from itertools import compress

import dezero_trace_agent as agents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterable, Iterator, Optional

NAME = "dezero_trace_pytest"
VARIABLE = "PYTEST_PLUGINS"
# The agent that the launcher started, and what PYTEST_PLUGINS was before it offered this file.
AGENT: Optional[Any] = None
OFFERED: list[Optional[str]] = []


def offer(agent: Any) -> None:
    """Has pytest load this plugin, with an agent that runs already."""
    global AGENT
    AGENT = agent
    before = os.environ.get(VARIABLE)
    OFFERED.append(before)
    os.environ[VARIABLE] = f"{before},{NAME}" if before else NAME


def as_before(name: str, value: Optional[str]) -> None:
    """Gives a variable of the environment the value that it had."""
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def around(function: Callable[..., Any]) -> Callable[..., Any]:
    """What pytest.hookimpl(hookwrapper=True, tryfirst=True) does, without pytest."""
    function.pytest_impl = {"hookwrapper": True, "tryfirst": True}  # type: ignore[attr-defined]
    return function


# ---------------------------------------------------------------------------------------------------------------------
# Marks: what a test leaves behind
# ---------------------------------------------------------------------------------------------------------------------


class Marks:
    """Looks when a test has ended, at what was made since the tests began.

    What was there before (modules, plugins, the collected tests) only counts as a holder, for a look at all of it would
    take as long as many a test. So does what is younger, once it is more than a look should take: what such an object
    turns into garbage is seen before the next collection, and at the end.
    """

    MOST_YOUNG = 20_000

    def __init__(self, agent: Any) -> None:
        self.agent = agent
        agent.kept = []
        # Addresses in the oldest generation of what is not looked at. What takes the address of such an object that was
        # freed is young and seen as that, unless two collections passed it on before the test was over.
        self.old: set[int] = set()
        # How often the younger generations were collected, into the oldest, as of the last look at that.
        self.passed_on: list[int] = []
        # The first number of an object that no mark has had.
        self.first = 1

    def look(self, kind: str, name: str, is_last: bool = True) -> list[list[str]]:
        """Takes a look, and returns the marks since the last one; the looks before collections are among them.

        What a test makes is in the younger generations. The oldest, which takes longest to look through, can only have more
        of it after a collection, or where fixtures of several tests end: with the last test of a class or module.
        """
        agent = self.agent
        if agent.stream is None or agent.looking or os.getpid() != agent.process or agents.makes_c_module():
            return []
        enabled = gc.isenabled()
        # The agent's own containers must not start a collection that no look precedes.
        gc.disable()
        count = gc.get_count()[0]
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1000)
        agent.looking = True
        try:
            self._look(kind, name, is_last)
        except BaseException as error:
            agent.failed(error)
        finally:
            agent.looking = False
            sys.setswitchinterval(interval)
        agent.flush()
        kept, agent.kept = [newer(mark, self.first) for mark in agent.kept], []
        self.first = agent.unreached.next_object
        agents.lower_count(count)
        if enabled:
            gc.enable()
        return kept

    def _look(self, kind: str, name: str, is_last: bool) -> None:
        agent = self.agent
        # The youngest first: no list of this function is among them.
        objects = gc.get_objects(generation=0)
        objects += gc.get_objects(generation=1)
        # Who lives at the address of an old object now is young, and stays so when it is passed on.
        self.old.difference_update(map(agents.address_of, objects))
        passed_on = [each["collections"] for each in gc.get_stats()[1:]]
        older = gc.get_objects(generation=2) if is_last or passed_on != self.passed_on else []
        if older:
            self._take_in(objects, older, kind == "scope")
            # In place: a list that is replaced here would be found unreached.
            self.passed_on[:] = passed_on
        del older
        if agent.unreached.waiting:
            # What was unreached at a mark before is written already, and a collection ends that.
            waiting = list(map(agent.unreached.waiting.__contains__, map(agents.address_of, objects)))
            # No iterator may hold the list for longer: every object would count once more.
            objects = list(compress(objects, map(not_, waiting)))
        heap = agents.Heap(objects)
        unreached = heap.garbage()
        agent.looks += 1
        agent.examined += len(objects)
        agent.written = 0
        # Nothing may be made in what stays: the collection that frees it would see another ring.
        agent.mark(kind, name, None, agent.records_of(unreached, heap, False))
        agent.definitions.forget_addresses()

    def _take_in(self, objects: list[Any], older: list[Any], is_first: bool) -> None:
        """Adds what is young in the oldest generation."""
        addresses = list(map(agents.address_of, older))
        if is_first:
            self.old.update(addresses)
        objects += compress(older, map(not_, map(self.old.__contains__, addresses)))
        self.old.intersection_update(addresses)
        if len(objects) > self.MOST_YOUNG:
            self.old.update(addresses)


def newer(mark: list[str], first: int) -> list[str]:
    """A mark without the objects before a number: those were there at an earlier mark, and still are or are collected."""

    def is_new(number: str) -> bool:
        return number.isdecimal() and int(number) >= first

    answer = []
    for line in mark:
        columns = line.split("\t")
        if columns[0] in ("ref", "weak", "may"):
            pairs = [pair for pair in zip(columns[2::2], columns[3::2]) if is_new(pair[1])]
            if not pairs or not (is_new(columns[1]) or columns[1] == "?"):
                continue
            line = "\t".join([*columns[:2], *(each for pair in pairs for each in pair)])
        elif columns[0] in ("obj", "root") and not is_new(columns[1]):
            continue
        elif columns[0] == "alive":
            continue
        answer.append(line)
    return answer


# ---------------------------------------------------------------------------------------------------------------------
# Judging: which rings, by the tool
# ---------------------------------------------------------------------------------------------------------------------


class Judge:
    """Asks ``dezero-trace`` for the rings of a test."""

    def __init__(self, tool: Optional[str], known: Iterable[str]) -> None:
        self.tool = tool
        self.known = set(known)

    def findings(self, agent: Any, marks: list[list[str]]) -> list[dict[str, Any]]:
        """The rings in some marks, as a report has them."""
        import json
        import subprocess
        import tempfile

        with tempfile.TemporaryDirectory(prefix="dezero-trace-") as folder:
            stream, database = os.path.join(folder, "test.stream"), os.path.join(folder, "test.sqlite")
            with open(stream, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.writelines(line + "\n" for line in self._stream(agent, marks))
            answer = b""
            for words in (["record", "--quiet", "--stream", stream], ["report", "--format", "json"]):
                done = subprocess.run(
                    [str(self.tool), *words, "--database", database],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    timeout=600,
                )
                if done.returncode:
                    raise JudgeFailed(done.stderr.decode("utf-8", "replace").strip())
                answer = done.stdout
        found: list[dict[str, Any]] = json.loads(answer)["runs"][0]["findings"]
        return [each for each in found if each["certainty"] == "certain" and each["fingerprint"] not in self.known]

    @staticmethod
    def classes(agent: Any) -> tuple[set[str], set[str]]:
        """The names of the user's classes, and of those that belong to libraries alone."""
        names: dict[str, set[str]] = {agents.USER: set(), agents.LIBRARY: set(), agents.NEITHER: set()}
        for line in agent.definitions.all_lines():
            columns = line.split("\t")
            if columns[0] == "type" and columns[6] == "-":
                names[columns[3]].add(columns[5])
        users = names[agents.USER]
        return users, names[agents.LIBRARY] - users - names[agents.NEITHER]

    @staticmethod
    def _stream(agent: Any, marks: list[list[str]]) -> Iterator[str]:
        """A stream of its own: the definitions, and these marks with numbers from 1."""
        numbers: dict[str, str] = {}

        def renumbered(text: str) -> str:
            return text if text in "?-" else numbers.setdefault(text, str(len(numbers) + 1))

        yield f"dezero-trace-stream\t{agents.FORMAT_VERSION}\tcpython"
        yield "sees\tholders at marks\tcounts\troots"
        yield "program\tmodule\tpytest"
        yield from agent.definitions.all_lines()
        for at, mark in enumerate(marks, 1):
            for line in mark:
                columns = line.split("\t")
                word = columns[0]
                if word == "mark":
                    columns[1] = str(at)
                elif word in ("obj", "root"):
                    columns[1] = renumbered(columns[1])
                elif word in ("ref", "weak", "may"):
                    columns[1] = renumbered(columns[1])
                    columns[3::2] = map(renumbered, columns[3::2])
                yield "\t".join(columns)
        yield "end\tfinished"


class JudgeFailed(Exception):
    """The tool did not answer."""


def users_types(agent: Any, marks: list[list[str]]) -> dict[str, int]:
    """How many objects of the user's files the marks have unreached, by type: only then is the tool worth asking."""
    counts: dict[str, int] = {}
    for mark in marks:
        for line in mark:
            word, *columns = line.split("\t")
            if word == "obj":
                counts[columns[1]] = counts.get(columns[1], 0) + 1
            elif word == "more":
                counts[columns[0]] = counts.get(columns[0], 0) + int(columns[1])
    answer: dict[str, int] = {}
    for line in agent.definitions.all_lines() if counts else ():
        columns = line.split("\t")
        if columns[0] == "type" and columns[1] in counts and columns[3] == agents.USER:
            name = columns[5] if columns[6] == "-" else f"{columns[6]} {columns[5]}"
            answer[name] = answer.get(name, 0) + counts[columns[1]]
    return answer


# ---------------------------------------------------------------------------------------------------------------------
# The plugin
# ---------------------------------------------------------------------------------------------------------------------


def pytest_addoption(parser: Any) -> None:
    """The options; by now pytest has found this plugin, and other processes must not look for it."""
    if OFFERED:
        as_before(VARIABLE, OFFERED.pop())
    group = parser.getgroup("cycles", "reference cycles (dezero-trace)")
    group.addoption("--cycles", action="store_true", help="fail a test that leaves a new reference cycle")
    group.addoption(
        "--cycles-baseline",
        metavar="FILE",
        help="cycles that are known: a baseline or a report of dezero-trace, or any JSON with their fingerprints",
    )
    group.addoption("--cycles-streams", metavar="FOLDER", help="keep what was seen for dezero-trace record --stream")


def pytest_configure(config: Any) -> None:
    """Starts to watch, where tests are run and it is wanted."""
    config.addinivalue_line(
        "markers", "allow_cycle(fingerprint, ...): this test may leave these reference cycles; without one, any"
    )
    option = config.option
    judges = option.cycles or option.cycles_baseline
    if option.collectonly or not (judges or option.cycles_streams or AGENT):
        return
    if getattr(option, "dist", "no") != "no" and not hasattr(config, "workerinput"):
        # xdist: the tests run in workers.
        if AGENT:
            config.pluginmanager.register(Workers(AGENT), NAME + ".workers")
        return
    judge = Judge(tool_path(), known_cycles(option.cycles_baseline)) if judges else None
    if judge and not judge.tool and option.cycles_baseline:
        raise usage_error("--cycles-baseline needs dezero-trace: it is not on the PATH")
    agent = AGENT or own_agent(option.cycles_streams)
    if agent is None:
        raise usage_error(f"cycles are not seen here: {agents.refusal()}")
    config.pluginmanager.register(Tests(agent, judge), NAME + ".tests")


def usage_error(text: str) -> Exception:
    """An error that pytest tells without a traceback."""
    import pytest

    return pytest.UsageError(text)


def tool_path() -> Optional[str]:
    """Where dezero-trace is: the one that started this, the one that pip installed with it, or the one on the PATH."""
    import shutil

    if AGENT and AGENT.options.tool:
        return str(AGENT.options.tool)
    try:
        # The environment of this pytest need not be on the PATH.
        from dezero_trace import executable  # type: ignore[import-not-found]
    except ImportError:
        return shutil.which("dezero-trace")
    return executable() or shutil.which("dezero-trace")


def known_cycles(file: Optional[str]) -> set[str]:
    """Every fingerprint in a JSON file."""
    if not file:
        return set()
    import json

    try:
        with open(file, encoding="utf-8") as source:
            waiting = [json.load(source)]
    except (OSError, ValueError) as error:
        raise usage_error(f"--cycles-baseline: {file} cannot be read: {error}") from None
    known = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("fingerprint"), str):
                known.add(value["fingerprint"])
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return known


def own_agent(folder: Optional[str]) -> Any:
    """Starts the agent; its stream goes into a folder, or nowhere."""
    global AGENT
    target = os.devnull
    if folder:
        os.makedirs(folder, exist_ok=True)
        target = os.path.join(os.path.abspath(folder), "%p.stream")
    AGENT = agents.start("\t".join(agents.escaped(each) for each in (f"stream=file:{target}", "pytest=yes")))
    while OFFERED:
        as_before(VARIABLE, OFFERED.pop())
    return AGENT


class Tests:
    """Marks the end of every test, and fails those that leave something new."""

    def __init__(self, agent: Any, judge: Optional[Judge]) -> None:
        self.agent = agent
        self.marks = Marks(agent)
        self.judge = judge
        self.judged = 0
        self.told: list[str] = []

    @around
    def pytest_runtestloop(self) -> Iterator[None]:
        self.marks.look("scope", "collection of the tests")
        yield

    @around
    def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> Iterator[None]:
        failed = item.session.testsfailed
        yield
        is_last = nextitem is None or nextitem.parent is not item.parent
        marks = self.marks.look("test", item.nodeid, is_last)
        if self.judge is None or item.session.testsfailed > failed:
            return
        self.judged += 1
        text = self.complaint(item, marks)
        if text:
            from _pytest.reports import TestReport

            # After the test and all that it set up are gone, so it is an error behind its teardown.
            item.ihook.pytest_runtest_logreport(
                report=TestReport(
                    nodeid=item.nodeid,
                    location=item.location,
                    keywords={name: 1 for name in item.keywords},
                    outcome="failed",
                    longrepr=text,
                    when="teardown",
                )
            )

    def complaint(self, item: Any, marks: list[list[str]]) -> str:
        """What is wrong with what a test left, or nothing."""
        assert self.judge is not None
        allowed = [str(each) for mark in item.iter_markers("allow_cycle") for each in mark.args or ("",)]
        types = users_types(self.agent, marks)
        if not types or "" in allowed:
            return ""
        if not self.judge.tool:
            self.told.append("dezero-trace is not on the PATH: types are told, rings are not")
            text = ", ".join(f"{name} {count}" for name, count in sorted(types.items()) if not name.startswith("frame "))
            return f"This test leaves objects that counting cannot free: {text}." if text else ""
        try:
            findings = self.judge.findings(self.agent, marks)
        except Exception as error:
            return f"This test leaves objects that nothing reaches, and dezero-trace did not say why: {error}"
        users, libraries = self.judge.classes(self.agent)
        new = []
        for each in findings:
            ring = {step["type"] for step in each["path"]}
            foreign = ring & libraries
            if foreign and not ring & users:
                # As `with pytest.raises(...) as error` makes it: the test's frame and what pytest keeps of the exception.
                self.told.append(f"rings through {', '.join(sorted(foreign))} and no class of yours fail no test")
            elif not any(each["fingerprint"].startswith(print) for print in allowed):
                new.append(each)
        return "\n\n".join(map(ring_text, new))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for line in dict.fromkeys(self.told):
            terminalreporter.write_line("cycles: " + line)


def ring_text(finding: dict[str, Any]) -> str:
    """A ring for people, as a report has it."""
    count = finding["instances"]
    lines = [f"This test leaves a reference cycle{f', {count} times' if count > 1 else ''}:", ""]
    for at, step in enumerate(finding["path"]):
        lines += [("  ╭→ " if at == 0 else "  ├→ ") + step["object"], "  │   " + step["field"]]
    lines += ["  ╰─ back to " + finding["path"][0]["object"], ""]
    print = finding["fingerprint"]
    lines.append(f'Known and allowed: @pytest.mark.allow_cycle("{print[:16]}")')
    return "\n".join(lines)


class Workers:
    """Under the launcher, gives the workers of xdist an agent of their own."""

    def __init__(self, agent: Any) -> None:
        self.agent = agent

    @around
    def pytest_sessionstart(self) -> Iterator[None]:
        path = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [agents.FOLDER, path]))
        os.environ[agents.VARIABLE] = self.agent.options.text + "\tpytest=yes"
        yield
        as_before("PYTHONPATH", path)
        as_before(agents.VARIABLE, None)
