"""Tools that follow a program line by line see the same with probes as without, in this very process."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import targets
from engines_zoo import ZOO
from probing import SEES_OLD_CODE, Probing, lines_run

AGENT = Path(__file__).resolve().parents[2] / "agent" / "snappoint"
FUNCTIONS = ["loops", "tries", "matches", "generator"]

monitoring: Any = getattr(sys, "monitoring", None)

needs_monitoring = pytest.mark.skipif(not SEES_OLD_CODE, reason="needs sys.monitoring, from 3.12 on")


def everything(probing: Probing, module: Any, function: str, **changes: object) -> None:
    """Probes on every statement of a function that ask for all that there is."""
    source = probing.source_of(module)
    marks = [mark for mark, site in targets.sites(source).items() if site.function == function]
    wanted = {mark: {"expressions": targets.expressions(source, mark), **changes} for mark in marks}
    probing.arm_each(module, wanted)


def called(function: Any, *arguments: object) -> str:
    result = function(*arguments)
    return repr(list(result) if hasattr(result, "__next__") else result)


CONDITIONS = {"none": {}, "false": {"condition": "__name__ == 'another'"}}


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("argument", [0, 3])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_trace_function_sees_the_same_lines(
    probing: Probing, name: str, argument: int, condition: str
) -> None:
    module = probing.load(ZOO)
    function = getattr(module, name)
    before = lines_run(function, argument)
    everything(probing, module, name, **CONDITIONS[condition])
    assert lines_run(function, argument) == before


def test_a_condition_that_fails_is_seen_as_its_line_once_more(probing: Probing) -> None:
    """The price of containing the exception: no other line, and the same result."""
    module = probing.load(ZOO)
    before, result = lines_run(module.loops, 3), module.loops(3)
    everything(probing, module, "loops", condition="no_such_name.x > 1")
    assert module.loops(3) == result
    after = lines_run(module.loops, 3)
    assert after.keys() == before.keys()
    if not probing.alone:
        assert sum(after.values()) == 2 * sum(before.values())


def events_of(call: Callable[[], object], file: str) -> list[tuple[str, int]]:
    """All that a trace function is told of a file, in order."""
    found: list[tuple[str, int]] = []

    def trace(frame: Any, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != file:
            return None
        found.append((event, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_trace_function_is_told_of_the_same_calls_returns_and_exceptions(
    probing: Probing, name: str
) -> None:
    module = probing.load(ZOO)
    function = getattr(module, name)
    before = events_of(lambda: called(function, 1), module.__file__)
    everything(probing, module, name)
    assert events_of(lambda: called(function, 1), module.__file__) == before


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_trace_function_is_told_the_same_of_a_watched_function(probing: Probing, name: str) -> None:
    """Also no line of the `def`, which only the function around it runs."""
    module = probing.load(ZOO)
    function = getattr(module, name)
    before = events_of(lambda: called(function, 1), module.__file__)
    probing.arm_text(module, name, f"def {name}", kind="function")
    assert events_of(lambda: called(function, 1), module.__file__) == before
    assert probing.hits(f"def {name}") == 1


@pytest.fixture
def tool() -> Iterator[int]:
    """A monitoring tool of somebody else's."""
    monitoring.use_tool_id(monitoring.PROFILER_ID, "somebody")
    yield monitoring.PROFILER_ID
    monitoring.set_events(monitoring.PROFILER_ID, 0)
    for event in ("LINE", "PY_START", "PY_RETURN", "PY_YIELD", "RAISE"):
        monitoring.register_callback(monitoring.PROFILER_ID, getattr(monitoring.events, event), None)
    monitoring.free_tool_id(monitoring.PROFILER_ID)


def watched_by(tool: int, call: Callable[[], object], file: str) -> Counter[tuple[str, int]]:
    """What a monitoring tool is told of a file."""
    found: Counter[tuple[str, int]] = Counter()

    def callback_of(event: str) -> Callable[..., object]:
        def callback(code: Any, place: int, *_: object) -> None:
            if code.co_filename == file:
                found[event, place if event == "LINE" else code.co_firstlineno] += 1

        return callback

    wanted = 0
    for event in ("LINE", "PY_START", "PY_RETURN", "PY_YIELD", "RAISE"):
        monitoring.register_callback(tool, getattr(monitoring.events, event), callback_of(event))
        wanted |= getattr(monitoring.events, event)
    monitoring.set_events(tool, wanted)
    try:
        call()
    finally:
        monitoring.set_events(tool, 0)
    return found


@needs_monitoring
@pytest.mark.parametrize("condition", ["none", "false"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_another_monitoring_tool_sees_the_same(
    probing: Probing, tool: int, name: str, condition: str
) -> None:
    module = probing.load(ZOO)
    function = getattr(module, name)
    before = watched_by(tool, lambda: called(function, 1), module.__file__)
    everything(probing, module, name, **CONDITIONS[condition])
    assert watched_by(tool, lambda: called(function, 1), module.__file__) == before


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_profile_function_sees_the_same_calls_of_the_program(probing: Probing, name: str) -> None:
    module = probing.load(ZOO)
    function = getattr(module, name)

    def calls() -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []

        def profile(frame: Any, event: str, _argument: object) -> None:
            if frame.f_code.co_filename == module.__file__ and event in ("call", "return"):
                found.append((event, frame.f_code.co_name))

        sys.setprofile(profile)
        try:
            called(function, 1)
        finally:
            sys.setprofile(None)
        return found

    before = calls()
    everything(probing, module, name)
    assert calls() == before


def test_nothing_of_another_tool_is_ever_set_anew() -> None:
    """`restart_events` would undo what every tool has switched off; ids and events are asked for locally."""
    forbidden = ("restart_events(", ".set_events(", "settrace(", "setprofile(", "settrace_all", "meta_path")
    sources = {path: path.read_text() for path in AGENT.rglob("*.py") if "_vendor" not in path.parts}
    found = [(path.name, word) for path, text in sources.items() for word in forbidden if word in text]
    assert found == []
