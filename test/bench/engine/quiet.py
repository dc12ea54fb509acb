"""Workload one: functions in which no probe is hit. Prints `{"python", method: {who: ns or null}}`."""

from __future__ import annotations

import argparse
import bdb
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import subject
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


def subjects(method: Any, owner: str) -> list[Subject]:
    from fastbdb import FastBdb  # noqa: PLC0415

    near = ("class", "Empty.elsewhere") if owner == "Empty" else ("unreached", "Simple.simple_method")
    where = "in the same class" if owner == "Empty" else "on another line"
    return [
        ("nothing", lambda: nothing(method)),
        ("bdb.Bdb", lambda: traced(method, bdb.Bdb)),
        ("optimised Bdb", lambda: traced(method, FastBdb)),
        ("optimised Bdb, Cython", lambda: traced(method, compiled())),
        ("local monitoring", lambda: monitored(method)),
        ("Snappoint, probe in the same file", lambda: armed(method, probe_at(subject, "file", "elsewhere"))),
        (f"Snappoint, probe {where}", lambda: armed(method, probe_at(subject, *near))),
        ("nothing, again", lambda: nothing(method)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--calls", type=int, default=2_000_000)
    asked = parser.parse_args()
    found = {}
    for owner, name in (("Empty", "empty_method"), ("Simple", "simple_method")):
        method = getattr(subject, owner).__dict__[name]
        found[name] = side_by_side(
            subjects(method, owner), asked.rounds, asked.calls, getattr(subject, owner)()
        )
    print(json.dumps({"python": version(), **found}))


if __name__ == "__main__":
    main()
