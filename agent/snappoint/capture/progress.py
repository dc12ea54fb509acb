"""A hit in progress: its statement is running, and what it computes is added to the capture."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from ..engines.base import Expression, Flag
from ..engines.derive import Reading, complete
from ..rendering import static
from ..rendering.allowance import Allowance
from ..rendering.keeping import Named, kept
from ..rendering.leaves import EXACT as LEAVES
from ..rendering.limits import Limits
from ..rendering.value import Value
from ..rendering.values import Renderer
from .shapes import Capture


class Seen:
    """A value as it was when the program computed it."""

    __slots__ = ("cost", "is_none", "truth", "value")

    def __init__(self, value: Value, truth: bool | None, cost: Allowance | None, *, is_none: bool) -> None:
        self.value = value
        self.truth = truth
        self.cost = cost
        self.is_none = is_none


_PLAIN = (
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    bytearray,
    list,
    tuple,
    dict,
    set,
    frozenset,
    range,
    type(None),
)


def _truth(obj: object) -> bool | None:
    """Whether it counts as true, where the interpreter itself decides that."""
    return bool(obj) if static.is_exactly(obj, *_PLAIN) else None


def _of_bool(value: bool) -> Seen:
    return Seen({"type": "bool", "text": repr(value)}, value, None, is_none=False)


_READING: Reading[Seen] = Reading(lambda seen: seen.truth, lambda seen: seen.is_none, _of_bool)


_PART = 8
"""The share of one value is one of so many of what is left."""


class Hit:
    """One hit whose capture is not complete yet. Only the thread that made it adds to it."""

    def __init__(
        self,
        frame_id: int,
        capture: Capture,
        expressions: Sequence[Expression],
        limits: Limits,
        allowance: Allowance,
    ) -> None:
        self.frame_id = frame_id
        self.began = monotonic()
        self.capture = capture
        self._expressions = expressions
        self._limits = limits
        self._allowance = allowance
        self._lines: Renderer | None = None
        self._values: dict[int, Seen] = {}
        self._assigned: dict[str, Named] = {}

    def add_value(self, number: int, obj: object) -> None:
        """What the program computed for an expression; the last time counts."""
        before = self._values.get(number)
        if before is not None and before.cost is not None:
            self._allowance.put_back(before.cost)
        value, cost = self._rendered(self._expressions[number].name, obj)
        self._values[number] = Seen(value, _truth(obj), cost, is_none=obj is None)

    def add_assigned(self, name: str, obj: object) -> None:
        """A variable that the statement binds."""
        if name[0] not in ".@":
            (self._assigned[name],) = kept([(name, obj)], self._limits, self._allowance)

    def add_returned(self, function: str, obj: object) -> None:
        """What the function of this name returns."""
        self.capture["returned"], _ = self._rendered(function, obj)

    def completed(
        self,
        *,
        unfinished: bool = False,
        raised: BaseException | None = None,
        duration: float | None = None,
    ) -> Capture:
        """The capture with what was added."""
        made = self.capture
        if self._values:
            values = complete(self._expressions, self._values, _READING)
            made["values"] = [{"expression": n, "value": values[n].value} for n in sorted(values)]
        if self._assigned:
            made["assigned"] = list(self._assigned.values())
        if raised is not None:
            made["raised"], _ = self._rendered("", raised)
        if unfinished:
            made["unfinished"] = True
        if duration is not None:
            made["duration"] = duration
        return made

    def _rendered(self, name: str, obj: object) -> tuple[Value, Allowance | None]:
        """A value, and what it took of the allowance: a part only, since others come after it. What is one
        line at most takes nothing."""
        if id(type(obj)) in LEAVES:
            lines = self._lines = self._lines or Renderer(self._limits, self._allowance)
            return lines.named(name, obj)["value"], None
        renderer = Renderer(self._limits, self._allowance.portion(_PART))
        whole = renderer.allowance.copy()
        value = renderer.named(name, obj)["value"]
        self._allowance.put_back(renderer.allowance)
        return value, whole.less(renderer.allowance)


class InProgress:
    """The hits in progress of one probe."""

    MOST = 32
    """More at once are captured without what the statement computes."""

    def __init__(self) -> None:
        self.live = Flag()
        """Holds one thing for each of them; the program's code looks at it."""

        self._hits: list[Hit] = []

    def restart(self) -> None:
        """Forgets them."""
        self._hits.clear()
        self.live.clear()

    def has_room(self) -> bool:
        return len(self._hits) < self.MOST

    def begin(self, hit: Hit) -> None:
        self._hits.append(hit)
        self.live.append(None)

    def of(self, frame_id: int) -> Hit | None:
        """The hit that this frame is in."""
        for hit in tuple(self._hits):
            if hit.frame_id == frame_id:
                return hit
        return None

    def end(self, hit: Hit) -> bool:
        """Takes the hit out; False when another thread has done so before."""
        try:
            self._hits.remove(hit)
        except ValueError:
            return False
        self.live.pop()
        return True

    def next_due(self, seconds: float) -> float | None:
        """When the oldest will have been going on for so long."""
        return min((hit.began + seconds for hit in tuple(self._hits)), default=None)

    def begun_before(self, limit: float) -> list[Hit]:
        """Those that take long: an `await`, a long call, or a generator that is gone."""
        return [hit for hit in tuple(self._hits) if hit.began <= limit]
