"""What is recorded and counted, as plain data."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from ..rendering.keeping import Named, presented
from ..rendering.secrets import redacted
from ..rendering.value import NamedValue, Value
from ..rendering.withheld import forms_of, text_without, value_without, without
from .context import Context
from .stack import Step, described

Kind = Literal["snapshot", "count", "log", "function", "time", "exception"]

Key = tuple[str, str]
"""Names a probe: its server's client id and its own id."""


MOST_FRAMES = 12
"""Of the stack, those of libraries between two of the program's own counted as one."""


class Thread(TypedDict):
    """Which thread made the hit."""

    id: int
    name: str


class ExpressionValue(TypedDict):
    """What the program computed for an expression, by its index in the probe's list."""

    expression: int
    value: Value


class Capture(Context):
    """What was recorded at one hit. `time` is in seconds since the epoch, `monotonic` by the clock that only
    goes forward; `locals` are as they were before
    the statement ran."""

    hit: int
    time: float
    thread: Thread
    locals: list[Named]
    monotonic: float
    stack: list[Step]
    withheld: list[str]
    """Secrets of the hit, by which others are found in it; they never leave the process."""

    values: NotRequired[list[ExpressionValue]]
    shown: NotRequired[list[NamedValue]]
    assigned: NotRequired[list[Named]]
    """Variables that the statement has bound, with their new values."""

    returned: NotRequired[Value]
    raised: NotRequired[Value]
    message: NotRequired[str]
    unfinished: NotRequired[bool]
    """Sent while the statement was still running."""

    duration: NotRequired[float]
    """Seconds that what a timer stands at took."""


def finished(capture: Capture) -> dict[str, Any]:
    """What leaves the process: text only, without what was withheld. It takes its time on the agent's own
    thread, not the program's."""
    withheld = list(capture["withheld"])
    made: dict[str, Any] = {key: value for key, value in capture.items() if key != "withheld"}
    made["stack"] = described(capture["stack"], MOST_FRAMES)
    lists = {key: presented(made[key], withheld) for key in ("locals", "assigned", "shown") if key in made}
    forms = forms_of(withheld)
    made |= {key: without(named, forms) for key, named in lists.items()}
    for key in ("returned", "raised"):
        if key in made:
            made[key] = value_without(made[key], forms)
    if "values" in made:
        made["values"] = [{**one, "value": value_without(one["value"], forms)} for one in made["values"]]
    if "message" in made:
        made["message"] = text_without(redacted(made["message"]), forms)
    return made


class Times(TypedDict):
    """How long what a timer stands at took, in seconds; the names of `Times` in `server/probes/probe.ts`."""

    count: int
    total: float
    min: float
    max: float
    buckets: list[tuple[int, int]]
    """Pairs of n and a count: so many took from 2**(n/4) up to 2**((n+1)/4) nanoseconds."""


class Outcomes(TypedDict):
    """Hits and what became of them; the names of `ProbeStats` in `server/probes/probe.ts`."""

    hits: int
    captured: int
    rateLimited: int
    overBudget: int
    conditionFalse: int
    conditionFailed: int
    captureFailed: int
    dropped: int
    """Captures that were lost on the way to the server."""

    cost: Cost
    times: NotRequired[Times]
    """Of a timer."""


class Cost(TypedDict):
    """What the captures of a probe took of the program's time, on its own threads, as far as it is measured:
    the instructions in the code that only count a hit are not."""

    seconds: float
    share: float
    """Of one core, from the first capture to the newest."""
