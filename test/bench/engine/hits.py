"""Workload two: what a hit adds. Prints `{"python", "hits": {what: {who: nanoseconds or null}}, "notes"}`.

Peers that are installed beside this interpreter are measured in the same rounds. What is measured of each:
for dowhen its callback with and without a condition; for PySnooper a decorated function, which traces every
line; for ddtrace the injected call that its line probes stand on, empty, with one of its compiled conditions
evaluated over the frame's locals as its probes do, and with its own capture of the locals; for AWS's distro a
breakpoint of its dynamic instrumentation, its stack being files, functions and lines; for debugpy, attached
to a program of its own, a breakpoint with a condition and a logpoint that writes the variables.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import count
from typing import Any

import peer_aws
import peers
import subject
from peer_debugpy import debugged
from snappoint_subject import armed, probe_at
from timing import Subject, nothing, side_by_side, version

from snappoint.engines.base import Place, Request
from snappoint.engines.insertion import Insertion

ORDER = subject.Order(5)

DEBUGPY: dict[str, tuple[str, dict[str, Any]]] = {
    "condition false, names": ("debugpy", {"condition": "n > 100"}),
    "condition false, one attribute": ("debugpy", {"condition": "order.total > 100"}),
    "condition false, a compare and a boolean": ("debugpy", {"condition": "n > 1 and b == 3"}),
    "capture of 10 scalar locals": (
        "debugpy, logpoint",
        {"logMessage": " ".join(f"{name}={{{name}}}" for name in (*"abcdefgh", "n"))},
    ),
}
"""By what is measured: what it is called, and the breakpoint."""


def ours(**asked: Any) -> Callable[[], Any]:
    return lambda: armed(subject.work, probe_at(subject, "hit", "work", **asked))


def captured(call: Callable[..., object], gate: str = "open") -> Callable[[], Any]:
    """With a snapshot point among ten plain variables; `gate` "closed" refuses every hit."""
    return lambda: armed(call, probe_at(subject, "scalar", "scalars"), gate=gate)


@contextmanager
def hooked(hook: Any) -> Iterator[Callable[..., object]]:
    """Nothing but the call of a hook."""
    original = subject.work.__code__
    place = Place(*probe_at(subject, "hit", "work").span)
    subject.work.__code__ = Insertion().instrument(original, [Request(place, hook)]).code
    try:
        yield subject.work
    finally:
        subject.work.__code__ = original


def subjects() -> dict[str, list[Subject]]:
    """By what is measured, who does it."""
    return {
        "condition false, names": [
            ("Snappoint", ours(condition="n > 100")),
            *peers.conditions("n > 100"),
        ],
        "condition false, one attribute": [
            ("Snappoint", ours(condition="order.total > 100")),
            *peers.conditions("order.total > 100"),
        ],
        "condition false, a compare and a boolean": [
            ("Snappoint", ours(condition="n > 1 and b == 3")),
            *peers.conditions("n > 1 and b == 3"),
        ],
        "empty hook": [
            ("Snappoint, in Python", lambda: hooked(lambda depth=1: None)),
            ("Snappoint, in C", lambda: hooked(count().__next__)),
            *peers.hooks(),
        ],
        "count": [("Snappoint", ours(kind="count"))],
    }


def cases() -> dict[str, tuple[Callable[..., object], tuple[object, ...], list[Subject]]]:
    """By what is measured: the function that is called, with what, and who does it."""
    plain = {what: (subject.work, (ORDER, 5), who) for what, who in subjects().items()}
    closed = [("Snappoint", captured(subject.scalars, "closed")), *peers.refusals()]
    ten = [("Snappoint", captured(subject.scalars)), *peers.captures()]
    deep = [("Snappoint", captured(subject.deep)), *peers.stacks()]
    return {
        **plain,
        "gated hit": (subject.scalars, (5,), closed),
        "capture of 10 scalar locals": (subject.scalars, (5,), ten),
        "capture with 5 frames of stack": (subject.deep, (5, 4), deep),
    }


def added(what: str, rounds: int, calls: int) -> dict[str, float | None]:
    """What each of the tools adds to a call."""
    call, arguments, who = cases()[what]
    bare: Subject = ("bare", partial(nothing, call))
    debugger, point = DEBUGPY.get(what, ("", {}))
    line = peers.HIT_LINE if call is subject.work else peers.SCALAR_LINE
    with debugged(call.__name__, rounds, calls, line=line, **point) if point else nullcontext() as other:
        elsewhere = [other.round] if other else []
        each = side_by_side([bare, *who], rounds, calls, *arguments, elsewhere=elsewhere)
        without = each.pop("bare") or 0.0
        here = {name: None if ns is None else ns - without for name, ns in each.items()}
        return {**here, debugger: other.call() - other.bare if other else None} if point else here


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--calls", type=int, default=1_000_000)
    asked = parser.parse_args()
    found = {what: added(what, asked.rounds, asked.calls) for what in cases()}
    print(json.dumps({"python": version(), "hits": found, "notes": [peer_aws.NOTE]}))


if __name__ == "__main__":
    sys.stdout.flush()
    os.environ.setdefault("DD_TRACE_ENABLED", "false")
    main()
