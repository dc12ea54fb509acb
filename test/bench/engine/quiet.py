"""Workload one: functions in which no probe is hit. Prints `{"python", method: {who: ns or null}}`."""

from __future__ import annotations

import argparse
import bdb
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import subject
from peer_debugpy import debugged
from snappoint_subject import armed, probe_at
from timing import Subject, nothing, side_by_side, version

FILE = str(Path(subject.__file__).resolve())
Method = Callable[..., object]


@contextmanager
def traced(method: Method, debugger: Any) -> Iterator[Method | None]:
    if debugger is None:
        yield None
        return
    one = debugger()
    one.reset()
    one.set_break(FILE, probe_at(subject, "file", "elsewhere").span.line)
    sys.settrace(one.trace_dispatch)
    try:
        yield method
    finally:
        sys.settrace(None)


@contextmanager
def monitored(method: Any) -> Iterator[Method | None]:
    """Local LINE events, each line switched off that is not wanted, as the monitoring engine has them."""
    monitoring: Any = getattr(sys, "monitoring", None)
    if monitoring is None:
        yield None
        return
    monitoring.use_tool_id(3, "bench")
    monitoring.register_callback(3, monitoring.events.LINE, lambda *_: monitoring.DISABLE)
    monitoring.set_local_events(3, method.__code__, monitoring.events.LINE)
    try:
        yield method
    finally:
        monitoring.set_local_events(3, method.__code__, 0)
        monitoring.register_callback(3, monitoring.events.LINE, None)
        monitoring.free_tool_id(3)


def compiled() -> Any:
    """The optimised debugger compiled with Cython, where it was built."""
    try:
        return importlib.import_module("fastbdb_cython").FastBdb
    except ImportError:
        return None


def near(owner: str) -> tuple[str, tuple[str, str]]:
    """In words, and as a mark and a function: the place that is as near to the measured lines as can be."""
    if owner == "Empty":
        return "in the same class", ("class", "Empty.elsewhere")
    return "on another line", ("unreached", "Simple.simple_method")


def subjects(method: Any, owner: str) -> list[Subject]:
    from fastbdb import FastBdb  # noqa: PLC0415

    where, place = near(owner)
    return [
        ("nothing", lambda: nothing(method)),
        ("bdb.Bdb", lambda: traced(method, bdb.Bdb)),
        ("optimised Bdb", lambda: traced(method, FastBdb)),
        ("optimised Bdb, Cython", lambda: traced(method, compiled())),
        ("local monitoring", lambda: monitored(method)),
        ("Snappoint, probe in the same file", lambda: armed(method, probe_at(subject, "file", "elsewhere"))),
        (f"Snappoint, probe {where}", lambda: armed(method, probe_at(subject, *place))),
        ("nothing, again", lambda: nothing(method)),
    ]


def beside_debugpy(owner: str, name: str, rounds: int, calls: int) -> dict[str, float | None]:
    """All subjects, and debugpy attached to other processes, with breakpoints that are not reached."""
    where, place = near(owner)
    points = {"in the same file": ("file", "elsewhere"), where: place}
    class_ = getattr(subject, owner)
    with ExitStack() as all_of_them:
        others = {}
        for there, (mark, function) in points.items():
            line = probe_at(subject, mark, function).span.line
            others[there] = all_of_them.enter_context(debugged(name, rounds, calls, line=line))
        elsewhere = [other.round for other in others.values() if other]
        method = class_.__dict__[name]
        each = side_by_side(subjects(method, owner), rounds, calls, class_(), elsewhere=elsewhere)
        figures = {f"debugpy, breakpoint {it}": other and other.call() for it, other in others.items()}
        return {**each, **figures}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--calls", type=int, default=2_000_000)
    asked = parser.parse_args()
    found = {
        name: beside_debugpy(owner, name, asked.rounds, asked.calls)
        for owner, name in (("Empty", "empty_method"), ("Simple", "simple_method"))
    }
    print(json.dumps({"python": version(), **found}))


if __name__ == "__main__":
    main()
