"""The dynamic instrumentation of AWS's distro: a breakpoint on a line, and nobody to send snapshots to.

Its manager arms it as what the service asks for, with a wrapper around the function. Snapshots are made and
thrown away. It takes five a second: `unlimited` takes as many as are measured.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import subject

try:
    from amazon.opentelemetry.distro.debugger import _data_models as models
    from amazon.opentelemetry.distro.debugger._function_wrapper import set_snapshot_emitter
    from amazon.opentelemetry.distro.debugger.instrumentation_manager import InstrumentationManager
except ImportError:
    models = None

NOTE = "AWS's distro, condition false: not measured: its breakpoints have no conditions on values"


class Discarding:
    """Takes snapshots and keeps the newest."""

    def __init__(self) -> None:
        self.newest: deque[Any] = deque(maxlen=1)
        self.emit_snapshot = self.newest.append


@cache
def _manager() -> Any:
    return InstrumentationManager()


@contextmanager
def broken(line: int, called: str = "scalars", unlimited: bool = True, frames: int = 0) -> Iterator[Any]:
    """With a breakpoint in `subject.scalars`; gives the function `called`, as the module has it then."""
    if models is None:
        yield None
        return
    manager = _manager()
    emitter = Discarding()
    set_snapshot_emitter(emitter)
    capture = models.CaptureConfig(capture_locals=[], capture_stack_trace=frames > 0)
    capture.max_stack_frames = frames
    wanted = models.BreakpointConfiguration("subject", "scalars", line, capture, "bench", max_hits=10**9)
    applied = manager.apply_configuration([wanted])
    assert applied["success"], applied
    try:
        _captures_locals(emitter, line)
        if unlimited:
            _state(manager).rate_limiter.try_acquire = lambda: True
        yield getattr(subject, called)
    finally:
        manager.apply_configuration([])


def _state(manager: Any) -> Any:
    (functions,) = manager._active_functions.values()
    (state,) = functions.states.values()
    return state


def _captures_locals(emitter: Discarding, line: int) -> None:
    """One hit shows that it does what is measured."""
    subject.scalars(5)
    (snapshot,) = emitter.newest
    found = sorted(snapshot.captures.lines[line].locals)
    assert found == sorted("abcdefghn"), found
