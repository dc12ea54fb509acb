"""Whether the value of an expression is another one than at the hit before."""

from __future__ import annotations

from collections.abc import Callable

from ..rendering import static
from ..rendering.limits import DEFAULT
from ..rendering.value import Value
from ..rendering.values import Renderer

_LIMITS = DEFAULT._replace(depth=3, nodes=200, characters=6000, seconds=0.002)

_LONGEST_KEPT = 500
"""Characters, bytes or bits of a plain value; of a longer one the hash is compared."""

_SIZED = (list, tuple, dict, set, frozenset, bytearray)


class Changed:
    """Compares with the hit before, whichever thread made it. Plain values are compared by value, all others
    by identity and by what a capture would show of them."""

    def __init__(self, charge: Callable[..., object], may_look: Callable[[], bool]) -> None:
        """`charge` calls a function and charges what it takes; `may_look`: whether there is budget for it."""
        self._charge = charge
        self._may_look = may_look
        self.forget()

    def forget(self) -> None:
        """The next value is a new one."""
        self._before: object = None

    def look(self, obj: object) -> bool:
        """Notes the value, and says whether it is another one."""
        mark = _plain(obj)
        if mark is None:
            if not self._may_look():
                return False
            found: list[Value] = []
            self._charge(lambda: found.append(Renderer(_LIMITS).value(obj)))
            mark = (id(obj), _size(obj), *found)
        if mark == self._before:
            return False
        self._before = mark
        return True


def _plain(obj: object) -> tuple[object, ...] | None:
    """What tells a plain value; never equal for values of different types."""
    cls = type(obj)
    if cls is int or cls is bool:
        is_long = int.bit_length(obj) > _LONGEST_KEPT  # type: ignore[arg-type]
        return (cls, is_long, hash(obj) if is_long else obj)
    if cls is str or cls is bytes:
        length = len(obj)  # type: ignore[arg-type]
        return (cls, length, hash(obj) if length > _LONGEST_KEPT else obj)
    if cls is float:
        # Whatever is no number is not equal even to itself.
        return (cls, obj if obj == obj else "nan")  # noqa: PLR0124
    return (cls,) if obj is None else None


def _size(obj: object) -> int:
    """Of containers of the interpreter's own, which may be longer than what is shown of them."""
    return len(obj) if static.is_exactly(obj, *_SIZED) else 0  # type: ignore[arg-type]
