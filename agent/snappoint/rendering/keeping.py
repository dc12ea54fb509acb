"""Plain values are kept as they are at the hit, and made text of later on the agent's own thread.

They can neither change nor do anything, and are short: so nothing is lost, and the program waits less.
"""

from __future__ import annotations

from collections.abc import Iterable

from .limits import Limits
from .redact import SAID_BEFORE
from .values import NamedValue, Renderer

Named = NamedValue | tuple[str, object]
"""A pair holds a plain object."""

_LONG = 1 << 63


def kept(named: Iterable[tuple[str, object]], limits: Limits) -> list[Named]:
    """Values under their names; plain ones as they are, for `presented` to make text of."""
    found: list[Named] = []
    renderer: Renderer | None = None
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
        if is_plain and SAID_BEFORE(name) is False:
            found.append(pair)
        else:
            renderer = renderer or Renderer(limits)
            found.append(renderer.named(name, obj))
    return found


def presented(named: Iterable[Named]) -> list[NamedValue]:
    """What was kept, as text."""
    return [_presented(one) if isinstance(one, tuple) else one for one in named]


def _presented(pair: tuple[str, object]) -> NamedValue:
    name, obj = pair
    return {"name": name, "value": {"type": type(obj).__name__, "text": repr(obj)}}
