"""Objects that one line says whole: numbers, strings, bytes, and the interpreter's own constants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import static

ELLIPSIS = "…"


def leaf(obj: object, longest: int) -> tuple[str, bool] | None:
    """One-line text of an object without parts, and whether it was cut; None for those with parts.
    Derived classes are shown as what they derive from."""
    render = _LEAVES.get(id(type(obj)))
    if render is None:
        known = (_LEAVES.get(id(base)) for base in static.mro(type(obj)))
        render = next((each for each in known if each is not None), None)
    return render(obj, longest) if render is not None else None


def _integer(obj: Any, longest: int) -> tuple[str, bool]:
    bits = int.bit_length(obj)
    # Decimal digits of a long number take quadratic time, and beyond some the interpreter refuses.
    if bits <= 3 * longest:
        try:
            return int.__repr__(obj), False
        except ValueError:
            pass  # The program has set a lower limit.
    return f"<int of {bits} bits>", True


def _string(obj: Any, longest: int) -> tuple[str, bool]:
    cut = str.__len__(obj) > longest
    text = str.__repr__(str.__getitem__(obj, slice(0, longest)))
    return (text + ELLIPSIS, True) if cut else (text, False)


def _bytes(obj: Any, longest: int) -> tuple[str, bool]:
    return _of_bytes(bytes, obj, longest)


def _bytearray(obj: Any, longest: int) -> tuple[str, bool]:
    return _of_bytes(bytearray, obj, longest)


def _of_bytes(base: Any, obj: Any, longest: int) -> tuple[str, bool]:
    # Copied before it is looked at: another thread may change its length between two steps.
    part: Any = base.__getitem__(obj, slice(0, longest + 1))
    if len(part) <= longest:
        return repr(part), False
    return repr(part[:longest]) + ELLIPSIS, True


def _fixed(text: Callable[[Any], str]) -> Callable[[Any, int], tuple[str, bool]]:
    return lambda obj, _longest: (text(obj), False)


_LEAVES_BY_TYPE: dict[type, Callable[[Any, int], tuple[str, bool]]] = {
    type(None): _fixed(repr),
    bool: _fixed(repr),
    int: _integer,
    float: _fixed(float.__repr__),
    str: _string,
    bytes: _bytes,
    bytearray: _bytearray,
    complex: _fixed(complex.__repr__),
    type(Ellipsis): _fixed(repr),
    type(NotImplemented): _fixed(repr),
}

_LEAVES = {id(base): render for base, render in _LEAVES_BY_TYPE.items()}
"""By identity, because looking a class up by its hash would ask its metaclass."""

EXACT = frozenset(_LEAVES)
"""Classes whose objects are leaves and nothing more."""
