"""What is recorded and counted, as plain data."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from ..rendering.keeping import Named, presented
from ..rendering.values import NamedValue, Value
from .frames import Frame

Kind = Literal["snapshot", "count", "log", "function"]

Key = tuple[str, str]
"""Names a probe: its server's client id and its own id."""


class Thread(TypedDict):
    """Which thread made the hit."""

    id: int
    name: str


class ExpressionValue(TypedDict):
    """What the program computed for an expression, by its index in the probe's list."""

    expression: int
    value: Value


class Capture(TypedDict):
    """What was recorded at one hit. `time` is in seconds since the epoch, `locals` are as they were before
    the statement ran."""

    hit: int
    time: float
    thread: Thread
    locals: list[Named]
    stack: list[Frame]
    values: NotRequired[list[ExpressionValue]]
    shown: NotRequired[list[NamedValue]]
    assigned: NotRequired[list[Named]]
    """Variables that the statement has bound, with their new values."""

    returned: NotRequired[Value]
    raised: NotRequired[Value]
    message: NotRequired[str]
    unfinished: NotRequired[bool]
    """Sent while the statement was still running."""


def finished(capture: Capture) -> Capture:
    """The same as text only. It takes its time on the agent's own thread, not the program's."""
    made: Capture = {**capture, "locals": [*presented(capture["locals"])]}
    if "assigned" in made:
        made["assigned"] = [*presented(made["assigned"])]
    return made


class Outcomes(TypedDict):
    """Hits and what became of them; the names of `ProbeStats` in `server/probes/probe.ts`."""

    hits: int
    captured: int
    rateLimited: int
    overBudget: int
    conditionFalse: int
    conditionFailed: int
    captureFailed: int
