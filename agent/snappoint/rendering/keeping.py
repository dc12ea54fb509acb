"""Plain values are kept as they are at the hit, and made text of later on the agent's own thread.

They can neither change nor do anything, and are short: so nothing is lost, and the program waits less.
"""

from __future__ import annotations

from collections.abc import Iterable

from .allowance import Allowance
from .leaves import leaf
from .limits import Limits
from .redact import SAID_BEFORE
from .value import NamedValue, Value
from .values import Renderer
from .withheld import told_by

Named = NamedValue | tuple[str, object]
"""A pair holds a plain object."""

_LONG = 1 << 63

_ANY_LENGTH = 1 << 20
"""What is kept is short enough."""


def kept(
    named: Iterable[tuple[str, object]], limits: Limits, allowance: Allowance | None = None
) -> list[Named]:
    """Values under their names; plain ones as they are, for `presented` to make text of."""
    found: list[Named] = []
    others: list[int] = []
    longest = limits.text
    for pair in named:
        name, obj = pair
        # Compared by hand: this is the longest part of most hits, and a call takes longer than all of it.
        cls = type(obj)
        if cls is int:
            is_plain = -_LONG < obj < _LONG  # type: ignore[operator]
        elif cls is str:
            is_plain = len(obj) <= longest  # type: ignore[arg-type]
        else:
            is_plain = cls is float or cls is bool or obj is None
        if not is_plain or SAID_BEFORE(name) is not False:
            others.append(len(found))
        found.append(pair)
    if others:
        _render(found, others, limits, allowance or Allowance.of(limits))
    return found


def _render(found: list[Named], others: list[int], limits: Limits, allowance: Allowance) -> None:
    """Puts text in the place of what is not plain. Each gets its share of half the allowance, and what the
    ones before it have left; the other half is for what the statement computes."""
    renderer = Renderer(limits)
    half = allowance.portion(2)
    for number, index in enumerate(others):
        name, obj = found[index]
        renderer.allowance = half.portion(len(others) - number)
        found[index] = renderer.named(name, obj)
        half.put_back(renderer.allowance)
    allowance.put_back(half)


def presented(named: Iterable[Named], withheld: list[str]) -> list[NamedValue]:
    """What was kept, as text. What is a secret in it is added to what was withheld."""
    return [_presented(one, withheld) if isinstance(one, tuple) else one for one in named]


def _presented(pair: tuple[str, object], withheld: list[str]) -> NamedValue:
    name, obj = pair
    text, cut = leaf(obj, _ANY_LENGTH) or ("", "")
    if cut == "redacted":
        withheld += told_by(obj)
    value: Value = {"type": type(obj).__name__, "text": text}
    return {"name": name, "value": {**value, "cut": cut} if cut else value}
