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

_PLAIN = {id(base): base.__name__ for base in (int, float, bool, str, type(None))}
"""Types whose objects mostly have a short text, with their names: most of what a frame holds is of these."""

_LONG = 1 << 63


def kept(named: Iterable[tuple[str, object]], limits: Limits) -> list[Named]:
    """Values under their names; plain ones as they are, for `presented` to make text of."""
    found: list[Named] = []
    renderer: Renderer | None = None
    for pair in named:
        name, obj = pair
        kind = _PLAIN.get(id(type(obj)))
        if (
            kind is None
            or SAID_BEFORE(name) is not False
            or (kind == "str" and len(obj) > limits.text)  # type: ignore[arg-type]
            or (kind == "int" and not -_LONG < obj < _LONG)  # type: ignore[operator]
        ):
            renderer = renderer or Renderer(limits)
            found.append(renderer.named(name, obj))
        else:
            found.append(pair)
    return found


def presented(named: Iterable[Named]) -> list[NamedValue]:
    """What was kept, as text."""
    return [_presented(one) if isinstance(one, tuple) else one for one in named]


def _presented(pair: tuple[str, object]) -> NamedValue:
    name, obj = pair
    return {"name": name, "value": {"type": type(obj).__name__, "text": repr(obj)}}
