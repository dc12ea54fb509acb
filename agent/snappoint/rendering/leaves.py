"""Objects that one line says whole: numbers, strings, bytes, and the interpreter's own constants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from . import static
from .secrets import LOOK_AHEAD, redacted

ELLIPSIS = "…"


class Leaf(NamedTuple):
    """One line, and why something is missing in it."""

    text: str
    cut: str = ""


Render = Callable[[Any, int], Leaf]


def leaf(obj: object, longest: int) -> Leaf | None:
    """An object without parts; None for those with parts. Derived classes are shown as what they derive
    from, and secrets that are told by their looks not at all."""
    render = _LEAVES.get(id(type(obj)))
    for base in () if render is not None else static.mro(type(obj)):
        render = render or _LEAVES.get(id(base))
    return render(obj, longest) if render is not None else None


def _integer(obj: Any, longest: int) -> Leaf:
    bits = int.bit_length(obj)
    # Decimal digits of a long number take quadratic time, and beyond some the interpreter refuses.
    if bits <= 3 * longest:
        try:
            return _checked(int.__repr__(obj))
        except ValueError:
            pass  # The program has set a lower limit.
    return Leaf(f"<int of {bits} bits>", "length")


def _checked(digits: str) -> Leaf:
    text = redacted(digits)
    return Leaf(text, "redacted" if text != digits else "")


def _string(obj: Any, longest: int) -> Leaf:
    part = str.__getitem__(obj, slice(0, longest + LOOK_AHEAD))
    shown = redacted(part)
    is_long = len(shown) > longest
    text = str.__repr__(shown[:longest]) + (ELLIPSIS if is_long else "")
    return Leaf(text, "redacted" if shown != part else "length" if is_long else "")


def _bytes(obj: Any, longest: int) -> Leaf:
    return _of_bytes(bytes, obj, longest)


def _bytearray(obj: Any, longest: int) -> Leaf:
    return _of_bytes(bytearray, obj, longest)


def _of_bytes(base: Any, obj: Any, longest: int) -> Leaf:
    # Copied before it is looked at: another thread may change its length between two steps.
    part: Any = base.__getitem__(obj, slice(0, longest + LOOK_AHEAD))
    plain = part.decode("latin-1")
    shown = redacted(plain)
    ellipsis = ELLIPSIS if len(shown) > longest else ""
    if shown != plain:
        return Leaf(f"b{shown[:longest]!r}{ellipsis}", "redacted")
    return Leaf(repr(part[:longest]) + ellipsis, "length" if ellipsis else "")


def _fixed(text: Callable[[Any], str]) -> Render:
    return lambda obj, _longest: Leaf(text(obj))


_LEAVES_BY_TYPE: dict[type, Render] = {
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
