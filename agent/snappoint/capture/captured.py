"""What is found at a hit, before the statement runs."""

from __future__ import annotations

from time import time
from types import FrameType

from ..genuine import get_ident
from ..rendering.allowance import Allowance
from ..rendering.limits import Limits
from ..rendering.values import Renderer
from .containment import thread_name
from .context import add_context
from .frames import local_values, variables
from .shapes import Capture
from .stack import steps_from, where_it_came_up


def captured(
    frame: FrameType, hit: int, now: float, limits: Limits, allowance: Allowance
) -> tuple[Capture, dict[str, object]]:
    """A capture of the program's frame, and its variables. `now` is by the monotonic clock."""
    ident = get_ident()
    names = variables(frame)
    capture: Capture = {
        "hit": hit,
        "time": time(),
        "monotonic": now,
        "thread": {"id": ident, "name": thread_name(ident)},
        "locals": local_values(frame, names, limits, allowance),
        "stack": steps_from(frame),
        "withheld": allowance.withheld,
    }
    add_context(capture)
    return capture, names or {}


def add_error(capture: Capture, frame: FrameType, error: BaseException, renderer: Renderer) -> None:
    """Adds the exception that is passing through the frame, and where in it that was."""
    capture["raised"] = renderer.value(error)
    step = where_it_came_up(frame, error)
    if step is not None:
        capture["stack"][0] = step
